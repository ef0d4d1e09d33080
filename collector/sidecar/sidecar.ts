/** A collector in an application's own pod, for applications that the agent of the node cannot serve. */
import type { StackNames } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import { type Image, imageReference } from "../../contract/images";
import { traceMemory } from "../../settings/sizing/traces/traces";
import { restricted } from "../common/chartValues";
import { POD_FIELDS, sidecarConfig, type SidecarSpans } from "./config";

/** Name of the container. */
export const SIDECAR = "otel-sidecar";

/** Environment variable that holds the sidecar's configuration. */
export const SIDECAR_CONFIGURATION = "OTEL_SIDECAR_CONFIG";

export interface SidecarOptions {
  /**
   * Destination of spans: the node's `agent`, or the `gateway` on nodes without an agent. With `gateway`, the sidecar
   * itself adds the pod's attributes, and its namespace has to be one of `agent.trustedNamespaces`. Metrics always go to the agent. Default: `agent`.
   */
  readonly spans?: SidecarSpans;
  /** Memory request and limit of the container, in MiB. Default: 96. */
  readonly memoryLimitMiB?: number;
  /** CPU request of the container, in thousandths of a core. The limit is ten times as much. Default: 10. */
  readonly cpuRequestMillicores?: number;
  /** The collector's image. */
  readonly image: Image;
  /** Names of agents and gateway. Default: `stackNames()`. */
  readonly names?: Pick<StackNames, "agent" | "traces">;
}

/** The fields of an environment variable that this function reads. */
interface Variable {
  readonly name: string;
  readonly value?: unknown;
}

/** The fields of a container that this function reads. */
interface Container {
  readonly name: string;
  readonly env?: readonly Variable[];
}

/** The fields of a pod that this function reads. */
export interface SidecarPodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
}

/**
 * A copy of a pod's specification with a collector as a sidecar, to which the containers' SDKs send.
 *
 * It is a native sidecar (Kubernetes 1.29): it starts before the containers and stops after them, so that no span of
 * them is lost. Containers that set an endpoint keep it. A second call only changes the sidecar's options.
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

/** The container with the sidecar's endpoint for its SDK. */
function withEndpoint(container: Container): Container {
  const env = container.env ?? [];
  const protocol = env.find(({ name }) => name === "OTEL_EXPORTER_OTLP_PROTOCOL")?.value ?? "http/protobuf";
  const port = protocol === "grpc" ? PORTS.otlpGrpc : PORTS.otlpHttp;
  const wanted: readonly Variable[] = [
    { name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: `http://127.0.0.1:${port}` },
    { name: "OTEL_EXPORTER_OTLP_PROTOCOL", value: protocol },
  ];
  // A container that sets an endpoint also keeps its protocol.
  if (env.some(({ name }) => name === "OTEL_EXPORTER_OTLP_ENDPOINT")) return container;
  return { ...container, env: [...env, ...wanted.filter(({ name }) => !env.some((one) => one.name === name))] };
}

const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });

function sidecar({ spans = "agent", memoryLimitMiB = 96, cpuRequestMillicores = 10, image, names }: SidecarOptions) {
  const memory = traceMemory(memoryLimitMiB);
  const health = { httpGet: { path: "/", port: PORTS.health }, timeoutSeconds: 2 };
  return {
    name: SIDECAR,
    image: imageReference(image),
    imagePullPolicy: "IfNotPresent",
    restartPolicy: "Always",
    args: [`--config=env:${SIDECAR_CONFIGURATION}`],
    env: [
      { name: SIDECAR_CONFIGURATION, value: JSON.stringify(sidecarConfig(spans, memory, names)) },
      { name: "GOMEMLIMIT", value: `${memory.goMemoryLimitMiB}MiB` },
      ...Object.entries(POD_FIELDS).map(([name, { fieldPath }]) => field(name, fieldPath)),
    ],
    // The application's containers start after this probe has succeeded.
    startupProbe: { ...health, periodSeconds: 1, failureThreshold: 60 },
    livenessProbe: { ...health, periodSeconds: 10, failureThreshold: 6 },
    resources: {
      requests: { cpu: `${cpuRequestMillicores}m`, memory: `${memoryLimitMiB}Mi` },
      limits: { cpu: `${cpuRequestMillicores * 10}m`, memory: `${memoryLimitMiB}Mi` },
    },
    securityContext: restricted(),
  };
}
