/**
 * The configuration of a sidecar, which receives spans from its own pod only and forwards them to the agent or the
 * gateway.
 */
import { type ComponentId, COMPONENTS, RECEIVERS } from "../../contract/collector/components";
import { serviceHost, type StackNames, stackNames } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import type { TraceMemory } from "../../settings/sizing/traces/traces";
import { BYTES_PER_MIB } from "../../settings/sizing/units";
import { healthCheck } from "../common/extensions";
import type { CollectorConfig } from "../common/model";
import { collectorConfig, type Component, pipeline } from "../common/pipelines";
import { memoryLimiter } from "../common/processors";

/** Destination of a sidecar's spans. */
export type SidecarSpans = "agent" | "gateway";

/** Environment variables that hold fields of the pod, and the resource attribute that each becomes. */
export const POD_FIELDS: Readonly<Record<string, { readonly fieldPath: string; readonly attribute: string }>> = {
  MY_POD_IP: { fieldPath: "status.podIP", attribute: "k8s.pod.ip" },
  MY_POD_NAME: { fieldPath: "metadata.name", attribute: "k8s.pod.name" },
  MY_POD_NAMESPACE: { fieldPath: "metadata.namespace", attribute: "k8s.namespace.name" },
  MY_POD_UID: { fieldPath: "metadata.uid", attribute: "k8s.pod.uid" },
  MY_NODE_NAME: { fieldPath: "spec.nodeName", attribute: "k8s.node.name" },
};

/**
 * The whole configuration of a sidecar.
 *
 * @param names names of the stack to which it sends. Default: `stackNames()`
 */
export function sidecarConfig(
  spans: SidecarSpans,
  memory: Pick<TraceMemory, "memoryLimiterMiB" | "memoryLimiterSpikeMiB" | "queueBytes">,
  { agent: agents, traces }: Pick<StackNames, "agent" | "traces"> = stackNames(),
): CollectorConfig {
  const queueBytes = Math.floor(memory.queueBytes / (spans === "agent" ? 1 : 2));
  const limiter = memoryLimiter(memory);
  const agentHost = serviceHost(agents.service, agents.namespace);
  const gatewayHost = serviceHost(traces.gateway, traces.namespace);
  const agent = exporter(COMPONENTS.agentExporter, `${agentHost}:${PORTS.otlpGrpc}`, queueBytes);
  const gateway = exporter(COMPONENTS.gatewayFromSidecar, `${gatewayHost}:${PORTS.sidecarSpans}`, queueBytes);
  return collectorConfig({
    extensions: [healthCheck()],
    telemetry: { logs: { level: "warn", encoding: "json" }, metrics: { level: "none" } },
    pipelines: [
      pipeline("traces", [ownPod()], [limiter, podResource()], [spans === "agent" ? agent : gateway]),
      pipeline("metrics", [ownPod()], [limiter], [agent]),
    ],
  });
}

/** Receives OTLP on the loopback address, to which no other pod can connect. */
function ownPod(): Component {
  const protocols = {
    grpc: { endpoint: `127.0.0.1:${PORTS.otlpGrpc}` },
    http: { endpoint: `127.0.0.1:${PORTS.otlpHttp}` },
  };
  return { id: RECEIVERS.otlp, settings: { protocols } };
}

function podResource(): Component {
  const attributes = Object.entries(POD_FIELDS).map(([name, { attribute }]) => ({
    action: "insert",
    key: attribute,
    value: `\${env:${name}}`,
  }));
  return { id: COMPONENTS.podResource, settings: { attributes } };
}

/**
 * Batches small requests of the application into larger ones, and queues them while the receiver is down. It sends plain
 * text: the application's namespace has neither a certificate for it nor the authority's.
 */
function exporter(id: ComponentId, endpoint: string, queueBytes: number): Component {
  const settings = {
    endpoint,
    tls: { insecure: true },
    timeout: "5s",
    retry_on_failure: { enabled: true, initial_interval: "500ms", max_interval: "5s", max_elapsed_time: "0s" },
    sending_queue: {
      enabled: true,
      sizer: "bytes",
      queue_size: queueBytes,
      num_consumers: 1,
      block_on_overflow: false,
      batch: { flush_timeout: "500ms", min_size: BYTES_PER_MIB / 4, max_size: BYTES_PER_MIB, sizer: "bytes" },
    },
  };
  return { id, settings };
}
