import type { AgentConfigInput } from "../../collector/agent";
import { type AgentSettings, settingsSchema } from "../../settings/schema";

/** Settings of the agent as a stack file gives them, with the schema's defaults filled in. */
export function agentSettings(values: Record<string, unknown> = {}): AgentSettings {
  const cluster = { kind: "existing", name: "telemetry-test" };
  return settingsSchema.parse({ environment: "test", cluster, agent: values }).agent;
}

/** All that an agent's configuration is made of, with a Prometheus that asks for no credentials. */
export function agentInput(
  values: Record<string, unknown> = {},
  remoteWrite: Partial<AgentConfigInput["remoteWrite"]> = {},
): AgentConfigInput {
  return {
    environment: "test",
    clusterName: "telemetry-test",
    agent: agentSettings(values),
    remoteWrite: { url: "http://prometheus:9090/api/v1/write", headers: {}, authentication: "none", ...remoteWrite },
  };
}
