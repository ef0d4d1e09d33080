/** Series of each namespace, and what was cut of them. */
import { CUT } from "../../agentCounters";
import { DURABLE_WRITER, LABELS } from "../../metrics";
import { AGENT_JOB } from "../../ownParts";
import { aggregate, rate, series } from "../../promql";
import type { RowSpec } from "../grafana/model";
import { MOST_LINES, timeseries } from "../grafana/panels";
import { CHOSEN_NODES, RATE_WINDOW } from "../grafana/variables";

const LEGEND = `{{${LABELS.value}}}`;

/** What agents say of the series of a namespace. Only the exporter `durable_remote_write` knows them. */
export const writtenSeries = series(DURABLE_WRITER.limitedSeries, AGENT_JOB, ...CHOSEN_NODES);

export const cutByNamespace = timeseries(
  {
    title: "Cut by namespace",
    unit: "cps",
    width: 12,
    description:
      "Data points per second of new series above the limit of their namespace. Series that exist are not cut.",
  },
  CUT.map((counter) => ({
    expression: aggregate("sum", [LABELS.value], rate(counter(...CHOSEN_NODES), RATE_WINDOW)),
    legend: LEGEND,
  })),
);

/** The row by which one sees who takes most of agents and store. */
export const namespaces: RowSpec = {
  title: "Namespaces",
  panels: [
    timeseries(
      {
        title: "Series by namespace",
        unit: "short",
        width: 12,
        most: MOST_LINES,
        description:
          "Series that the pods of a namespace have, on the node where they have most: there the limit acts. Only the exporter durable_remote_write tells them.",
      },
      [{ expression: aggregate("max", [LABELS.value], writtenSeries), legend: LEGEND }],
    ),
    cutByNamespace,
  ],
};
