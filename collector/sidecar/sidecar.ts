/** A collector in an application's own pod, for applications that the agent of the node cannot serve. */
import { PORTS } from "../../contract/names";
import { type Image, imageReference } from "../../contract/images";
import { traceMemory } from "../../settings/sizing/traces";
import { restricted } from "../common/chartValues";
import { POD_FIELDS, sidecarConfig, type SidecarSpans } from "./config";

/** Name of the container. */
export const SIDECAR = "otel-sidecar";

/** Environment variable that holds the sidecar's configuration. */
export const SIDECAR_CONFIGURATION = "OTEL_SIDECAR_CONFIG";

export interface SidecarOptions {
  /**
   * Where spans go: to the node's `agent`, which knows the pod, or straight to the `gateway`, where nodes have no agent;
   * the sidecar then says itself whose they are. Metrics go to the agent in either case. Default: `agent`.
   */
  readonly spans?: SidecarSpans;
  /** Memory of the container, in MiB, requested and limited. Default: 96. */
  readonly memoryLimitMiB?: number;
  /** CPU that the container requests, in thousandths of a core; it may use ten times as much. Default: 10. */
  readonly cpuRequestMillicores?: number;
  /** The collector's image. */
  readonly image: Image;
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
export function withAgentSidecar<Spec extends SidecarPodSpec>(podSpec: Spec, options: SidecarOptions): Spec {
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

function sidecar({ spans = "agent", memoryLimitMiB = 96, cpuRequestMillicores = 10, image }: SidecarOptions) {
  const memory = traceMemory(memoryLimitMiB);
  const health = { httpGet: { path: "/", port: PORTS.health }, timeoutSeconds: 2 };
  return {
    name: SIDECAR,
    image: imageReference(image),
    imagePullPolicy: "IfNotPresent",
    restartPolicy: "Always",
    args: [`--config=env:${SIDECAR_CONFIGURATION}`],
    env: [
      { name: SIDECAR_CONFIGURATION, value: JSON.stringify(sidecarConfig(spans, memory)) },
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
