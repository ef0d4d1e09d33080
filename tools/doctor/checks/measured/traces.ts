/** The trace pipeline: what its collectors and Jaegers say of themselves. */
import { TRACE_ALERTS } from "../../../../monitoring/alerts/traces";
import { jaegerName } from "../../../../contract/names";
import { LABELS, TRACES as SPAN_METRICS } from "../../../../monitoring/metrics";
import { JAEGER_JOB } from "../../../../monitoring/ownParts";
import { aggregate, growth, series } from "../../../../monitoring/promql";
import { DEFAULT_TEAM } from "../../../../settings/schema/tracing";
import { namesText } from "../../../text";
import { type Category, check, type Check } from "../../check";
import { NotAsked, PLAN, type Source } from "../../source";
import { asked } from "../../sources/store";
import { alertChecks } from "./alerts";

/** That there are traces at all. */
const TRACED: Source<undefined> = {
  ...PLAN,
  what: "The trace pipeline",
  read: async ({ read }) => {
    const { settings } = (await read(PLAN)).planned;
    if (settings.tracing === undefined) throw new NotAsked("the stack has no traces");
    return undefined;
  },
};

const TEAMS_SEND_SPANS = check({
  id: "teams-send-spans",
  healthy: "every team's Jaeger has received a span in the last hour",
  severity: "warning",
  hint: "docs/tracing.md",
  needs: {
    received: asked(`${aggregate("sum", [LABELS.pod], growth(series(SPAN_METRICS.accepted, JAEGER_JOB), "1h"))} > 0`),
    plan: PLAN,
  },
  find: ({ received, plan: { planned } }) => {
    const pods = received.map(({ labels }) => labels[LABELS.pod] ?? "");
    return (planned.settings.tracing?.teams ?? [])
      .filter(({ name }) => !pods.some((pod) => pod.startsWith(`${jaegerName(name)}-`)))
      .map(({ name, namespaces, services }) => ({
        subject: `Team ${name}`,
        text: `No span of ${namesText([...namespaces, ...services])} reached its Jaeger in the last hour`,
        fix: `Have its applications send OTLP to the agents (docs/tracing.md), or correct tracing.teams: spans of a namespace that no team names are in the Jaeger \`${jaegerName(DEFAULT_TEAM)}\`.`,
      }));
  },
});

const ofTraces = (check: Check): Check => ({ ...check, needs: { traced: TRACED, ...check.needs } });

export const TRACES: Category = {
  name: "traces",
  title: "Traces",
  checks: [
    ...alertChecks(TRACE_ALERTS, {
      TraceGatewayMissing: "agents find a trace gateway",
      SpansRefused: "no collector refuses spans",
      SpanQueueOverflow: "no queue of spans is full",
      SpanQueueFilling: "no queue of spans is filling up",
      SpanSendFailed: "no span is rejected where it is sent",
      SpanRoutingFails: "gateways reach every sampler",
      TracesFragmented: "traces are whole when they are sampled",
      TraceSamplingErrors: "samplers evaluate their policies",
      JaegerStorageFails: "every Jaeger can write",
      JaegerVolumeFilling: "every Jaeger has room on its volume",
    }),
    TEAMS_SEND_SPANS,
  ].map(ofTraces),
};
