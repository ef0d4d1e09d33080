/** The gateway: it counts spans, gathers traces, and sends them to samplers or to the teams' Jaegers. */
import { allOf, anything, items, listOf, positive, type Shape } from "../../evidence/shape";
import { DURATION } from "../common";
import {
  EXTENSIONS,
  limited,
  loadBalancer,
  OTLP_TLS,
  OTLP_TRUSTED,
  PROCESSORS,
  remoteWriter,
  RESOURCE,
  SPAN_METRICS_RESOURCE,
  service,
  spanExporter,
  STORE_LOGIN,
  STORE_LOGIN_ID,
  TEAM_EXPORTER,
} from "./common";
import { withOwn } from "./own";
import { componentsOf, TEAM_PIPELINES, TEAM_PROCESSORS, TEAMS } from "./teams";

const SPAN_METRICS: Shape = {
  aggregation_cardinality_limit: positive,
  dimensions: [{ name: "k8s.namespace.name" }],
  "exclude_dimensions?": listOf(/[\w.]+/),
  "exemplars?": anything,
  histogram: anything,
  metrics_expiration: DURATION,
  metrics_flush_interval: DURATION,
  resource_metrics_cache_size: positive,
  "resource_metrics_key_attributes?": listOf(/[\w.]+/),
  "series_expiration?": DURATION,
};

const PIPELINES = componentsOf(
  {
    traces: {
      receivers: items(["otlp"], ["otlp/sidecars"]),
      processors: limited("resource"),
      exporters: items(["forward/counted"], ["span_metrics"]),
    },
    "metrics/spans?": {
      receivers: ["span_metrics"],
      processors: ["resource/span_metrics"],
      exporters: ["prometheus_remote_write"],
    },
    "traces/gathered?": {
      receivers: ["forward/counted"],
      processors: ["groupbytrace"],
      exporters: ["load_balancing/samplers"],
    },
    "traces/sampled?": {
      receivers: ["forward/counted"],
      processors: items([], ["probabilistic_sampler"]),
      exporters: ["forward/sampled"],
    },
  },
  [[/traces\/.+/, TEAM_PIPELINES]],
);

export const GATEWAY_CONFIGURATION: Shape = withOwn(
  "traces",
  allOf(
    {
      receivers: { otlp: OTLP_TLS, "otlp/sidecars?": OTLP_TRUSTED },
      "connectors?": { "forward/counted?": {}, "forward/sampled?": {}, "span_metrics?": SPAN_METRICS },
      processors: componentsOf(
        {
          ...PROCESSORS,
          "resource?": RESOURCE,
          "resource/span_metrics?": SPAN_METRICS_RESOURCE,
          "groupbytrace?": { num_traces: positive, wait_duration: DURATION },
        },
        TEAM_PROCESSORS,
      ),
      exporters: componentsOf(
        {
          "load_balancing/samplers?": loadBalancer("trace-sampler.tracing.svc.cluster.local"),
          "prometheus_remote_write?": remoteWriter(anything),
        },
        [[TEAM_EXPORTER, spanExporter(/jaeger-[a-z0-9-]+\.tracing\.svc\.cluster\.local/)]],
      ),
      extensions: { ...EXTENSIONS, [`${STORE_LOGIN_ID}?`]: STORE_LOGIN },
      service: service(items(["health_check"], [STORE_LOGIN_ID]), PIPELINES),
    },
    TEAMS,
  ),
  "forward/sampled",
);
