import type { TraceConfigInput } from "../../collector/gateway/config";
import { settingsSchema } from "../../settings/schema/settings";
import type { TracingSettings } from "../../settings/schema/tracing";
import type { JaegerInput } from "../../workloads/jaeger/input";
import { agentInput } from "./agentSettings";

/** The clients of a Jaeger in tests of something else: those of a stack without samplers. */
export const JAEGER_CLIENTS = {
  agentsOnNodeNetwork: false,
  spansFrom: "gateway",
  queriedByGrafana: true,
} as const satisfies Partial<JaegerInput>;

/** The section `tracing` as a stack file gives it, with the schema's defaults filled in. */
export function tracingSettings(values: Record<string, unknown> = {}): TracingSettings {
  const cluster = { kind: "existing", name: "telemetry-test" };
  const { tracing } = settingsSchema.parse({ environment: "test", cluster, tracing: values });
  if (tracing === undefined) throw new Error("the schema lost the section");
  return tracing;
}

/** All that the configurations of gateway and samplers are made of. */
export function traceInput(
  values: Record<string, unknown> = {},
  remoteWrite: Partial<TraceConfigInput["remoteWrite"]> = {},
): TraceConfigInput {
  const { environment, clusterName, remoteWrite: target } = agentInput({}, remoteWrite);
  return {
    environment,
    clusterName,
    tracing: tracingSettings(values),
    remoteWrite: target,
    scrapeIntervalSeconds: 30,
  };
}
