/** Cases of the alerts about copies for further destinations, and of those that must not take them for losses. */
import { AGENT_A, type AlertCase, CLUSTER, type Labels, sample } from "./model";
import { GATEWAY } from "./traces/tracePods";

const LOG_AGENT: Labels = {
  ...CLUSTER,
  ...{ k8s_namespace_name: "telemetry-logs", k8s_pod_name: "logs-agent-x", job: "log-agent" },
};
const OF_SAMPLES = "otlp_http/own_vendor";
const OF_SPANS = "otlp_grpc/own_archive";

const counter = (failure: string, items: string, pod: Labels, exporter: string) =>
  sample(`otelcol_exporter_${failure}_failed_${items}_total`, { ...pod, exporter });

/** Everything that a failure of two destinations counts. */
const failing = (failure: string) => ({
  [counter(failure, "metric_points", AGENT_A, OF_SAMPLES)]: "_x6 100x5",
  [counter(failure, "log_records", LOG_AGENT, OF_SAMPLES)]: "0x5 20x5",
  [counter(failure, "spans", GATEWAY, OF_SPANS)]: "_x6 30x5",
});

const foreign = (failure: string) => ({
  [counter(failure, "metric_points", { ...AGENT_A, k8s_namespace_name: "shop" }, OF_SAMPLES)]: "0x5 20x5",
  [counter(failure, "metric_points", AGENT_A, "prometheus_remote_write/scraped")]: "0x5 20x5",
  [counter(failure, "spans", GATEWAY, "otlp_grpc/default")]: "0x5 20x5",
});

const SILENT = (failure: string) => [
  { situation: "the exporter is the store's, or somebody else's", at: "6m", input: foreign(failure) },
  {
    situation: "it dropped copies long ago",
    at: "20m",
    input: { [counter(failure, "metric_points", AGENT_A, OF_SAMPLES)]: "0x3 200x20" },
  },
];

export const EXPORTER_CASES: readonly AlertCase[] = [
  {
    alert: "CopyQueueOverflow",
    firing: {
      situation: "two destinations are down, and counters are born with the first copies that find no room",
      at: "6m",
      input: failing("enqueue"),
      expected: [
        { exporter: OF_SAMPLES, count: "120" },
        { exporter: OF_SPANS, count: "30" },
      ].map(({ exporter, count }) => ({
        labels: { ...CLUSTER, exporter },
        summary: `Copies for ${exporter} are dropped, because its queue is full`,
        description: `Collectors of cluster lab dropped ${count} data points, spans or log lines for the destination of exporter ${exporter} in the last 5 minutes: it is down or too slow, and its sending queue is full. The stack's own store has them.`,
      })),
    },
    silent: SILENT("enqueue"),
  },
  {
    alert: "CopySendFailed",
    firing: {
      situation: "two destinations reject what they get",
      at: "6m",
      input: failing("send"),
      expected: [
        { exporter: OF_SAMPLES, count: "120" },
        { exporter: OF_SPANS, count: "30" },
      ].map(({ exporter, count }) => ({
        labels: { ...CLUSTER, exporter },
        summary: `Copies for ${exporter} are dropped, because its destination rejects them`,
        description: `The destination of exporter ${exporter} rejected ${count} data points, spans or log lines of cluster lab in the last 5 minutes with an error that is not retryable, such as wrong credentials. The stack's own store has them.`,
      })),
    },
    silent: SILENT("send"),
  },
];

/** What destinations of the settings drop is a copy, of which no alert about a loss may speak. */
export const COPIES_LOST = { ...failing("enqueue"), ...failing("send") };
