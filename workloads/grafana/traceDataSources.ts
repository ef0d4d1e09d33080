/** Grafana's data source for each team's Jaeger, and links between traces and metrics. */
import { jaegerQueryUrl } from "../../contract/endpoints";
import { jaegerName } from "../../contract/names";
import { SPAN_METRIC_NAMES } from "../../contract/series";

/** Label of an exemplar that holds the id of its trace. */
const EXEMPLAR_TRACE_ID = "trace_id";

/** uid of a team's data source. It must never change, because saved links contain it. */
export function traceDataSourceUid(team: string): string {
  return jaegerName(team);
}

/** Where the links of spans lead. */
export interface SpanLinks {
  readonly metricsUid: string | undefined;
  readonly logs: object | undefined;
}

/**
 * The data source of a team's Jaeger.
 *
 * @param namespace namespace of the Jaeger
 * @param links links of spans: `metricsUid` is the uid of the data source with span metrics, `logs` how to find lines;
 * undefined: no such links
 */
export function traceDataSource(team: string, namespace: string, { metricsUid, logs }: SpanLinks) {
  return {
    name: `Jaeger ${team}`,
    uid: traceDataSourceUid(team),
    type: "jaeger",
    access: "proxy",
    url: jaegerQueryUrl({ name: jaegerName(team), namespace }),
    isDefault: false,
    editable: false,
    jsonData: {
      nodeGraph: { enabled: true },
      ...(metricsUid === undefined ? {} : { tracesToMetrics: tracesToMetrics(metricsUid) }),
      ...(logs === undefined ? {} : { tracesToLogsV2: logs }),
    },
  };
}

/** Links of exemplars. An exemplar does not contain the team of its trace, so there is a link for each team. */
export function exemplarDestinations(teams: readonly string[]) {
  return teams.map((team) => ({
    name: EXEMPLAR_TRACE_ID,
    datasourceUid: traceDataSourceUid(team),
    urlDisplayLabel: `Trace in Jaeger ${team}`,
  }));
}

/** A team's Jaeger outside the cluster. */
export interface TeamAddress {
  readonly team: string;
  /** Host name of its Ingress. */
  readonly host: string;
}

/** Links of exemplars to Jaegers that are no data sources: to their own pages, which may ask for a login. */
export function exemplarAddresses(addresses: readonly TeamAddress[]) {
  return addresses.map(({ team, host }) => ({
    name: EXEMPLAR_TRACE_ID,
    // The dollar sign is doubled against variables of provisioning.
    url: `https://${host}/trace/$$\{__value.raw}`,
    urlDisplayLabel: `Trace in Jaeger ${team}`,
  }));
}

/** Calls, errors and durations of the span's service, around the time of the span. */
function tracesToMetrics(datasourceUid: string) {
  // Grafana puts the span's tags in the place of $__tags; the dollar sign is doubled against variables of provisioning.
  const calls = `${SPAN_METRIC_NAMES.calls}{$$__tags}`;
  const failures = `${SPAN_METRIC_NAMES.calls}{$$__tags, status_code="STATUS_CODE_ERROR"}`;
  const durations = `${SPAN_METRIC_NAMES.durationSecondsBucket}{$$__tags}`;
  return {
    datasourceUid,
    spanStartTimeShift: "-15m",
    spanEndTimeShift: "15m",
    tags: [{ key: "service.name", value: "service_name" }],
    queries: [
      { name: "Calls per second", query: `sum by (span_name) (rate(${calls}[5m]))` },
      { name: "Failed calls per second", query: `sum by (span_name) (rate(${failures}[5m]))` },
      {
        name: "Duration, 95th percentile",
        query: `histogram_quantile(0.95, sum by (span_name, le) (rate(${durations}[5m])))`,
      },
    ],
  };
}
