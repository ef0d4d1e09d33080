/** The configuration of the collector that runs on every node. */
import { COMPONENTS } from "../../contract/collectorComponents";
import type { QueueSizing } from "../../settings/sizing/queue";
import { agentSizing } from "../../settings/sizing/agent";
import type { AgentSettings } from "../../settings/schema/settings";
import { debug, queue, remoteWrite, type RemoteWriteTarget } from "../common/exporters";
import { authenticator, extensions } from "../common/extensions";
import type { CollectorConfig, Components } from "../common/model";
import { expiryFilter, kubernetesAttributes, memoryLimiter, resource } from "../common/processors";
import { otlpReceiver, prometheusReceiver, queueReceiver } from "../common/receivers";
import { withQueueState } from "./queue/telemetry";
import { pipeline, telemetry } from "../common/service";
import { type AgentTraces, gatewayExporter, olderReceivers, spanResource } from "./traces";

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
  /** The trace path that it feeds. Without one it refuses spans. */
  readonly traces?: AgentTraces | undefined;
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
  const scraped = { otlp: otlpReceiver(), prometheus: prometheusReceiver(agent, sizing, input.remoteWrite) };
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
  const spans = spanParts(input);
  return {
    extensions: extensionsById,
    receivers: { ...scraped, ...spans?.receivers, ...unqueued },
    processors: { ...enriched, ...spans?.processors, ...checked },
    exporters: { ...queued, ...spans?.exporters, ...written },
    service: {
      extensions: Object.keys(extensionsById),
      telemetry: withQueueState(telemetry(agent.logLevel)),
      pipelines: {
        metrics: pipeline(scraped, enriched, queued),
        "metrics/write": pipeline(unqueued, checked, written),
        ...(spans && { traces: pipeline(spans.receivers, spans.processors, spans.exporters) }),
      },
    },
  };
}

/** What the pipeline of spans consists of, part of which it shares with that of metrics. */
function spanParts(input: AgentConfigInput): Record<"receivers" | "processors" | "exporters", Components> | undefined {
  const { agent, traces } = input;
  if (traces === undefined) return undefined;
  const sizing = agentSizing(agent);
  return {
    receivers: { otlp: otlpReceiver(), ...olderReceivers(traces.protocols) },
    processors: {
      memory_limiter: memoryLimiter(sizing),
      ...(agent.enrich && { k8s_attributes: kubernetesAttributes() }),
      "resource/spans": spanResource(input.clusterName, input.environment),
    },
    exporters: { ...gatewayExporter(traces, sizing), ...(agent.debugExporter && { debug: debug() }) },
  };
}
