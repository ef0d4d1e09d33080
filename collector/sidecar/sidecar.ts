/** A collector in an application's own pod, for applications that the agent of the node cannot serve. */
import { NAMES, NAMESPACES, PORTS, serviceHost } from "../../contract/names";
import { type Image, imageReference, IMAGES } from "../../contract/images";
import { traceMemory } from "../../settings/sizing/traces";
import type { JsonObject } from "../common/model";
import { restricted } from "../agent/values";

/** Name of the container. */
export const SIDECAR = "otel-sidecar";

/** Environment variable that holds the sidecar's configuration. */
const CONFIGURATION = "OTEL_SIDECAR_CONFIG";

export interface SidecarOptions {
  /**
   * Where spans go: to the node's `agent`, which knows the pod, or straight to the `gateway`, where nodes have no agent;
   * the sidecar then says itself whose they are. Metrics go to the agent in either case. Default: `agent`.
   */
  readonly spans?: "agent" | "gateway";
  /** Memory of the container, in MiB, requested and limited. Default: 96. */
  readonly memoryLimitMiB?: number;
  /** CPU that the container requests, in thousandths of a core; it may use ten times as much. Default: 10. */
  readonly cpuRequestMillicores?: number;
  /** The collector's image. Default: the contrib image of `contract/versions.json`. */
  readonly image?: Image | undefined;
}

/** An environment variable, as far as this function looks at it. */
interface Variable {
  readonly name: string;
  readonly value?: unknown;
}

/** A container, as far as this function looks at it. */
interface Container {
  readonly name: string;
  readonly env?: readonly Variable[];
}

/** A pod, as far as this function looks at it. */
export interface SidecarPodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
}

/**
 * A copy of a pod with a collector beside its containers, to which their SDKs send.
 *
 * It is a native sidecar (Kubernetes 1.29): it runs before the containers start and ends after they have ended, and so
 * loses neither their first span nor their last. Containers that name an endpoint of their own keep it. Applied again it
 * changes nothing but the sidecar's own options.
 */
export function withAgentSidecar<Spec extends SidecarPodSpec>(podSpec: Spec, options: SidecarOptions = {}): Spec {
  const others = (podSpec.initContainers ?? []).filter(({ name }) => name !== SIDECAR);
  return {
    ...podSpec,
    // First, so that the other init containers can use it.
    initContainers: [sidecar(options), ...others],
    containers: podSpec.containers.map(withEndpoint),
  };
}

/** Tells a container's SDK where the sidecar is. */
function withEndpoint(container: Container): Container {
  const env = container.env ?? [];
  const protocol = env.find(({ name }) => name === "OTEL_EXPORTER_OTLP_PROTOCOL")?.value ?? "http/protobuf";
  const port = protocol === "grpc" ? PORTS.otlpGrpc : PORTS.otlpHttp;
  const wanted: readonly Variable[] = [
    { name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: `http://127.0.0.1:${port}` },
    { name: "OTEL_EXPORTER_OTLP_PROTOCOL", value: protocol },
  ];
  // With an endpoint of its own the protocol is its own too.
  if (env.some(({ name }) => name === "OTEL_EXPORTER_OTLP_ENDPOINT")) return container;
  return { ...container, env: [...env, ...wanted.filter(({ name }) => !env.some((one) => one.name === name))] };
}

const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });

function sidecar({
  spans = "agent",
  memoryLimitMiB = 96,
  cpuRequestMillicores = 10,
  image = IMAGES.collector,
}: SidecarOptions) {
  const memory = traceMemory(memoryLimitMiB);
  const health = { httpGet: { path: "/", port: PORTS.health }, timeoutSeconds: 2 };
  return {
    name: SIDECAR,
    image: imageReference(image),
    imagePullPolicy: "IfNotPresent",
    restartPolicy: "Always",
    args: [`--config=env:${CONFIGURATION}`],
    env: [
      { name: CONFIGURATION, value: JSON.stringify(sidecarConfig(spans, memory)) },
      { name: "GOMEMLIMIT", value: `${memory.goMemoryLimitMiB}MiB` },
      ...Object.entries(POD_FIELDS).map(([name, { fieldPath }]) => field(name, fieldPath)),
    ],
    // The application's containers start once it takes data.
    startupProbe: { ...health, periodSeconds: 1, failureThreshold: 60 },
    livenessProbe: { ...health, periodSeconds: 10, failureThreshold: 6 },
    resources: {
      requests: { cpu: `${cpuRequestMillicores}m`, memory: `${memoryLimitMiB}Mi` },
      limits: { cpu: `${cpuRequestMillicores * 10}m`, memory: `${memoryLimitMiB}Mi` },
    },
    securityContext: restricted(),
  };
}

/** Variables with fields of the pod, and the attribute that each is. */
const POD_FIELDS: Readonly<Record<string, { readonly fieldPath: string; readonly attribute: string }>> = {
  MY_POD_IP: { fieldPath: "status.podIP", attribute: "k8s.pod.ip" },
  MY_POD_NAME: { fieldPath: "metadata.name", attribute: "k8s.pod.name" },
  MY_POD_NAMESPACE: { fieldPath: "metadata.namespace", attribute: "k8s.namespace.name" },
  MY_POD_UID: { fieldPath: "metadata.uid", attribute: "k8s.pod.uid" },
  MY_NODE_NAME: { fieldPath: "spec.nodeName", attribute: "k8s.node.name" },
};

/** The sidecar's configuration: it takes data from its own pod alone and passes it on. */
export function sidecarConfig(
  spans: "agent" | "gateway",
  memory: Pick<ReturnType<typeof traceMemory>, "memoryLimiterMiB" | "memoryLimiterSpikeMiB" | "queueBytes">,
): JsonObject {
  const agent = serviceHost(NAMES.agentService, NAMESPACES.agent);
  const gateway = serviceHost(NAMES.traceGateway, NAMESPACES.tracing);
  const queueBytes = Math.floor(memory.queueBytes / (spans === "agent" ? 1 : 2));
  const traces = spans === "agent" ? "otlp_grpc/agent" : "otlp_grpc/gateway";
  return {
    extensions: { health_check: { endpoint: `\${env:MY_POD_IP}:${PORTS.health}` } },
    receivers: {
      otlp: {
        protocols: {
          grpc: { endpoint: `127.0.0.1:${PORTS.otlpGrpc}` },
          http: { endpoint: `127.0.0.1:${PORTS.otlpHttp}` },
        },
      },
    },
    processors: {
      memory_limiter: {
        check_interval: "1s",
        limit_mib: memory.memoryLimiterMiB,
        spike_limit_mib: memory.memoryLimiterSpikeMiB,
      },
      "resource/pod": {
        attributes: Object.entries(POD_FIELDS).map(([name, { attribute }]) => ({
          action: "insert",
          key: attribute,
          value: `\${env:${name}}`,
        })),
      },
    },
    exporters: {
      "otlp_grpc/agent": exporter(agent, queueBytes),
      ...(spans === "gateway" && { "otlp_grpc/gateway": exporter(gateway, queueBytes) }),
    },
    service: {
      extensions: ["health_check"],
      telemetry: { logs: { level: "warn", encoding: "json" }, metrics: { level: "none" } },
      pipelines: {
        traces: { receivers: ["otlp"], processors: ["memory_limiter", "resource/pod"], exporters: [traces] },
        metrics: { receivers: ["otlp"], processors: ["memory_limiter"], exporters: ["otlp_grpc/agent"] },
      },
    },
  };
}

const MIB = 1024 * 1024;

/** Small requests of the application become larger ones, and wait while the receiver is away. */
function exporter(host: string, queueBytes: number): JsonObject {
  return {
    endpoint: `${host}:${PORTS.otlpGrpc}`,
    tls: { insecure: true },
    timeout: "5s",
    retry_on_failure: { enabled: true, initial_interval: "500ms", max_interval: "5s", max_elapsed_time: "0s" },
    sending_queue: {
      enabled: true,
      sizer: "bytes",
      queue_size: queueBytes,
      num_consumers: 1,
      block_on_overflow: false,
      batch: { flush_timeout: "500ms", min_size: MIB / 4, max_size: MIB, sizer: "bytes" },
    },
  };
}
