/** The trace pipeline: what its collectors and Jaegers say of themselves. */
import { TRACE_ALERTS } from "../../../../monitoring/alerts/traces";
import type { Category, Check } from "../../check";
import { NotAsked, PLAN, type Source } from "../../source";
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

const ofTraces = (check: Check): Check => ({ ...check, needs: { traced: TRACED, ...check.needs } });

export const TRACES: Category = {
  name: "traces",
  title: "Traces",
  checks: alertChecks(TRACE_ALERTS, {
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
  }).map(ofTraces),
};
