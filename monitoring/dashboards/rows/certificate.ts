/** The row of the certificate: what the stored numbers of the agents' canaries say. */
import { ACCEPTED_BY_WRITER, CANARY, SENT } from "../../agentCounters";
import { agentRate, missingRequests } from "../../expressions";
import { LABELS, NODE_LABELS } from "../../metrics";
import { aggregate } from "../../promql";
import type { RowSpec } from "../grafana/model";
import { MOST_LINES, timeseries } from "../grafana/panels";
import { ALL_NODES, BY_NODE, CHOSEN_NODES } from "../grafana/variables";

const NODE_LEGEND = `{{${LABELS.node}}}`;

/** Long enough for a line that is easy to see, and short enough to tell when. */
const WINDOW = "15m";

export const CERTIFICATE_ROW: RowSpec = {
  title: "Certificate",
  panels: [
    timeseries(
      {
        title: "Requests missing by node",
        most: MOST_LINES,
        badFrom: 1,
        unit: "short",
        width: 8,
        description:
          "Each agent numbers its requests to the store: how many of the last 15 minutes were accepted and are not stored. 0 proves that none is missing. Only the exporter durable_remote_write numbers requests; npm run certificate names every gap with its cause.",
      },
      [{ expression: missingRequests({ ...BY_NODE, window: WINDOW }), legend: NODE_LEGEND }],
    ),
    timeseries(
      {
        title: "Numbered samples stored by node",
        most: MOST_LINES,
        unit: "short",
        width: 8,
        description:
          "Stored in the last 15 minutes. Fewer than one an interval, with none missing, means that the agent was not there to take one.",
      },
      [
        {
          expression: aggregate("sum", NODE_LABELS, `count_over_time(${CANARY(...CHOSEN_NODES)}[${WINDOW}])`),
          legend: NODE_LEGEND,
        },
      ],
    ),
    timeseries(
      {
        title: "Samples accepted and stored",
        unit: "cps",
        width: 8,
        description:
          "Samples that the exporter durable_remote_write took into its queue, and what the remote-write endpoint took of them. They run in parallel; in an outage the second is 0, and afterwards the larger one.",
      },
      [
        { expression: agentRate(ACCEPTED_BY_WRITER, ALL_NODES), legend: "accepted" },
        { expression: agentRate(SENT, ALL_NODES), legend: "stored" },
      ],
    ),
  ],
};
