/**
 * The collector chart's own configuration (0.170.0) for metrics, beside which ours is measured.
 *
 * The chart scrapes nothing but itself and exports nowhere: it is given our discovery of targets, and an exporter of
 * which nothing but its address is set. Receivers of traces that it has besides are left out.
 */
import { type CollectorConfig, type JsonObject, at, objects, textOf } from "../../../collector/common/model";
import { scrapeJobs } from "../../../collector/requirements/permissions";
import { telemetry } from "../../../collector/common/service";
import { NAMES, NAMESPACES, serviceHost } from "../../../contract/names";
import { PORTS } from "../../../contract/ports";
import type { AgentValues } from "./plannedVariant";

/** The address of the store, without TLS. */
export const STORE = `http://${serviceHost(NAMES.prometheus, NAMESPACES.monitoring)}:${PORTS.prometheus}`;

/** Which targets there are, and nothing else of a job: no limits, and no say in timestamps. */
function discovery(job: JsonObject): JsonObject {
  return {
    job_name: textOf(job["job_name"]),
    kubernetes_sd_configs: objects(job["kubernetes_sd_configs"]),
    relabel_configs: objects(job["relabel_configs"]),
    fallback_scrape_protocol: "PrometheusText0.0.4",
  };
}

/** The chart's configuration with the targets of ours, at our interval. */
export function chartDefaults(ours: CollectorConfig): CollectorConfig {
  const timing = (name: string) => textOf(at(ours.receivers["prometheus"], "config", "global", name));
  return {
    exporters: { prometheus_remote_write: { endpoint: `${STORE}/api/v1/write` } },
    extensions: { health_check: { endpoint: "${env:MY_POD_IP}:13133" } },
    processors: {
      batch: {},
      memory_limiter: { check_interval: "5s", limit_percentage: 80, spike_limit_percentage: 25 },
    },
    receivers: {
      otlp: { protocols: { grpc: { endpoint: "${env:MY_POD_IP}:4317" }, http: { endpoint: "${env:MY_POD_IP}:4318" } } },
      prometheus: {
        config: {
          global: { scrape_interval: timing("scrape_interval"), scrape_timeout: timing("scrape_timeout") },
          scrape_configs: scrapeJobs(ours).map(discovery),
        },
      },
    },
    service: {
      extensions: ["health_check"],
      // The names of its own metrics are as in ours, so that they can be compared.
      telemetry: telemetry("info"),
      pipelines: {
        metrics: {
          receivers: ["otlp", "prometheus"],
          processors: ["memory_limiter", "batch"],
          exporters: ["prometheus_remote_write"],
        },
      },
    },
  };
}

/** The chart's own values, as far as a process notices them: it sets no memory limit. */
export const CHART_DEFAULT_VALUES: AgentValues = { resources: {} };
