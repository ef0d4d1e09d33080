/** The configuration of the collector that runs on every node. */
import { PORTS } from "../naming";
import { agentSizing } from "../settings/profiles";
import type { AgentSettings } from "../settings/schema";
import { debug, remoteWrite, type RemoteWriteTarget } from "./exporters";
import { authenticator, extensions } from "./extensions";
import { type CollectorConfig, type JsonObject, POD_IP } from "./model";
import { batch, kubernetesAttributes, memoryLimiter, resource } from "./processors";
import { otlpReceiver, prometheusReceiver } from "./receivers";

/** What the agent's configuration is made of. */
export interface AgentConfigInput {
  /** Name of the environment, `deployment.environment` on every sample. */
  readonly environment: string;
  /** Name of the cluster, `k8s.cluster.name` on every sample. */
  readonly clusterName: string;
  readonly agent: AgentSettings;
  readonly remoteWrite: RemoteWriteTarget;
}

/** The whole configuration of an agent. The order of `processors` is the order in which data passes them. */
export function agentConfig(input: AgentConfigInput): CollectorConfig {
  const { agent } = input;
  const sizing = agentSizing(agent);
  const auth = authenticator(input.remoteWrite.authentication);
  const extensionsById = extensions(auth);
  const receivers = { otlp: otlpReceiver(), prometheus: prometheusReceiver(agent, sizing) };
  const processors = {
    memory_limiter: memoryLimiter(sizing),
    ...(agent.enrich && { k8s_attributes: kubernetesAttributes() }),
    resource: resource(input.clusterName, input.environment),
    batch: batch(sizing),
  };
  const exporters = {
    prometheus_remote_write: remoteWrite(input.remoteWrite, auth, sizing),
    ...(agent.debugExporter && { debug: debug() }),
  };
  return {
    extensions: extensionsById,
    receivers,
    processors,
    exporters,
    service: {
      extensions: Object.keys(extensionsById),
      telemetry: telemetry(agent),
      pipelines: {
        metrics: {
          receivers: Object.keys(receivers),
          processors: Object.keys(processors),
          exporters: Object.keys(exporters),
        },
      },
    },
  };
}

/** The agent's own log, and its own metrics under the names that they had before 0.152, with `_total` and units. */
function telemetry(agent: AgentSettings): JsonObject {
  return {
    logs: { level: agent.logLevel, encoding: "json" },
    metrics: {
      level: "normal",
      readers: [
        {
          pull: {
            exporter: {
              prometheus: {
                host: POD_IP,
                port: PORTS.collectorMetrics,
                without_type_suffix: false,
                without_units: false,
                without_scope_info: true,
              },
            },
          },
        },
      ],
    },
  };
}
