/** A sampler: it decides about whole traces, and sends each to the Jaeger of its team. */
import { allOf, anything, listOf, positive, type Shape } from "../../evidence/shape";
import { EXTENSIONS, limited, OTLP_TLS, PROCESSORS, service, spanExporter, TEAM_EXPORTER } from "./common";
import { withOwn } from "./own";
import { componentsOf, TEAM_PIPELINES, TEAM_PROCESSORS, TEAMS } from "./teams";

const TAIL_SAMPLING: Shape = {
  "block_on_overflow?": true,
  "decision_cache?": anything,
  decision_wait: /([1-9]|[1-9]\d|1[01]\d|120)s/,
  expected_new_traces_per_sec: positive,
  num_traces: positive,
  policies: listOf(anything, 1),
};

export const SAMPLER_CONFIGURATION: Shape = withOwn(
  "traces",
  allOf(
    {
      receivers: { otlp: OTLP_TLS },
      connectors: { "forward/sampled": {} },
      processors: componentsOf({ ...PROCESSORS, tail_sampling: TAIL_SAMPLING }, TEAM_PROCESSORS),
      exporters: componentsOf({}, [[TEAM_EXPORTER, spanExporter(/jaeger-[a-z0-9-]+\.tracing\.svc\.cluster\.local/)]]),
      extensions: EXTENSIONS,
      service: service(
        ["health_check"],
        componentsOf(
          {
            traces: { receivers: ["otlp"], processors: limited("tail_sampling"), exporters: ["forward/sampled"] },
          },
          [[/traces\/.+/, TEAM_PIPELINES]],
        ),
      ),
    },
    TEAMS,
  ),
  "forward/sampled",
);
