/** Calls, errors and durations of services, by the span metrics of the gateways. */
import type { Scope } from "../../expressions";
import { LABELS } from "../../metrics";
import { is } from "../../promql";
import { callRate, callSeconds } from "../../traceExpressions";
import type { PanelSpec, RowSpec } from "../grafana/model";
import { MOST_LINES, timeseries, type TimeseriesOptions } from "../grafana/panels";
import { CHOSEN_CLUSTERS, RATE_WINDOW } from "../grafana/variables";

const FAILED = is(LABELS.statusCode, "STATUS_CODE_ERROR");

const BY_SERVICE: Scope = { matchers: CHOSEN_CLUSTERS, window: RATE_WINDOW, labels: [LABELS.serviceName] };

function graph(options: Omit<TimeseriesOptions, "width">, expression: string): PanelSpec {
  return timeseries({ ...options, width: 8, most: MOST_LINES }, [{ expression, legend: `{{${LABELS.serviceName}}}` }]);
}

/** Counted before sampling, so that the rates are those of all spans. */
export const serviceCalls: RowSpec = {
  title: "Services, by their spans before sampling",
  panels: [
    graph(
      { title: "Calls", unit: "cps", description: "Spans per second, counted before sampling." },
      callRate(BY_SERVICE),
    ),
    graph(
      { title: "Error rate", unit: "percentunit", description: "Share of spans with an error." },
      `${callRate(BY_SERVICE, FAILED)} / ${callRate(BY_SERVICE)}`,
    ),
    graph(
      {
        title: "Duration, 95th percentile",
        unit: "s",
        description: "Duration of a service's spans. Exemplars link to traces.",
      },
      callSeconds(0.95, BY_SERVICE),
    ),
  ],
};
