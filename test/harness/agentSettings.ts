import type { AgentConfigInput } from "../../collector/agent/config";
import { agentSizing } from "../../settings/sizing/agent";
import { type DeliverySettings, queueSizing } from "../../settings/sizing/queue";
import { type AgentSettings, settingsSchema } from "../../settings/schema/settings";

/** Settings of the agent as a stack file gives them, with the schema's defaults filled in. */
export function agentSettings(values: Record<string, unknown> = {}): AgentSettings {
  const cluster = { kind: "existing", name: "telemetry-test" };
  return settingsSchema.parse({ environment: "test", cluster, agent: values }).agent;
}

/** The image that has the project's exporter. */
export const OWN_IMAGE = { collectorImage: { distribution: "gke-telemetry" } } as const;

/** All that an agent's configuration is made of, with a Prometheus that asks for no credentials. */
export function agentInput(
  values: Record<string, unknown> = {},
  remoteWrite: Partial<AgentConfigInput["remoteWrite"]> = {},
  promise: Partial<Pick<DeliverySettings, "delivery" | "outageMinutes" | "collectorImage">> = {},
): AgentConfigInput {
  const agent = agentSettings(values);
  return {
    environment: "test",
    clusterName: "telemetry-test",
    agent,
    sizing: agentSizing(agent),
    queue: queueSizing({ delivery: "memory", outageMinutes: 10, agent, ...promise }),
    remoteWrite: {
      url: "http://prometheus:9090/api/v1/write",
      headers: {},
      authentication: "none",
      authority: "public",
      version: "2.0",
      ...remoteWrite,
    },
  };
}
