/** The configuration of the collector that runs on every node. */
import { COMPONENTS, PORTS } from "../naming";
import type { QueueSizing } from "../settings/delivery";
import { agentSizing } from "../settings/profiles";
import type { AgentSettings } from "../settings/schema";
import { debug, queue, remoteWrite, type RemoteWriteTarget } from "./exporters";
import { authenticator, extensions } from "./extensions";
import { type CollectorConfig, type Components, type JsonObject, type Pipeline, POD_IP } from "./model";
import { expiryFilter, kubernetesAttributes, memoryLimiter, resource } from "./processors";
import { otlpReceiver, prometheusReceiver, queueReceiver } from "./receivers";

/** What the agent's configuration is made of. */
export interface AgentConfigInput {
  /** Name of the environment, `deployment.environment` on every sample. */
  readonly environment: string;
  /** Name of the cluster, `k8s.cluster.name` on every sample. */
  readonly clusterName: string;
  readonly agent: AgentSettings;
  /** The queue between scrape and store. */
  readonly queue: QueueSizing;
  readonly remoteWrite: RemoteWriteTarget;
}

/**
 * The whole configuration of an agent: one pipeline as far as the queue, one from there to the store. The order of
 * processors is the order in which data passes them.
 */
export function agentConfig(input: AgentConfigInput): CollectorConfig {
  const { agent } = input;
  const sizing = agentSizing(agent);
  const auth = authenticator(input.remoteWrite.authentication);
  const extensionsById = extensions(input.queue, auth);
  const scraped = { otlp: otlpReceiver(), prometheus: prometheusReceiver(agent, sizing) };
  const enriched = {
    memory_limiter: memoryLimiter(sizing),
    ...(agent.enrich && { k8s_attributes: kubernetesAttributes() }),
    resource: resource(input.clusterName, input.environment),
  };
  const queued = {
    [COMPONENTS.queueExporter]: queue(input.remoteWrite, sizing, input.queue),
    ...(agent.debugExporter && { debug: debug() }),
  };
  const unqueued = { [COMPONENTS.queueReceiver]: queueReceiver() };
  const checked = { [COMPONENTS.expiryFilter]: expiryFilter(input.queue) };
  const written = { [COMPONENTS.writer]: remoteWrite(input.remoteWrite, auth) };
  return {
    extensions: extensionsById,
    receivers: { ...scraped, ...unqueued },
    processors: { ...enriched, ...checked },
    exporters: { ...queued, ...written },
    service: {
      extensions: Object.keys(extensionsById),
      telemetry: telemetry(agent),
      pipelines: {
        metrics: pipeline(scraped, enriched, queued),
        "metrics/write": pipeline(unqueued, checked, written),
      },
    },
  };
}

/** A pipeline of components, in the order in which they stand. */
function pipeline(receivers: Components, processors: Components, exporters: Components): Pipeline {
  return {
    receivers: Object.keys(receivers),
    processors: Object.keys(processors),
    exporters: Object.keys(exporters),
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
