/** The parts of a Pod that a process needs in its place, as the API server has them. */
import type { KubernetesObject, Metadata } from "./kubernetes";

interface ConfigMapSource {
  readonly name: string;
  readonly items?: readonly { readonly key: string; readonly path: string }[];
}

export interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly fieldRef?: { readonly fieldPath: string };
    readonly secretKeyRef?: { readonly name: string; readonly key: string };
    readonly configMapKeyRef?: { readonly name: string; readonly key: string };
  };
}

export interface Volume {
  readonly name: string;
  readonly configMap?: ConfigMapSource;
  readonly secret?: { readonly secretName: string; readonly items?: ConfigMapSource["items"] };
  readonly emptyDir?: object;
  readonly persistentVolumeClaim?: object;
  readonly hostPath?: { readonly path: string; readonly type?: string };
  readonly projected?: {
    readonly sources: readonly {
      readonly serviceAccountToken?: {
        readonly path: string;
        readonly expirationSeconds?: number;
        readonly audience?: string;
      };
      readonly configMap?: ConfigMapSource;
      readonly downwardAPI?: {
        readonly items: readonly { readonly path: string; readonly fieldRef?: { readonly fieldPath: string } }[];
      };
    }[];
  };
}

export interface Probe {
  readonly httpGet?: { readonly path?: string; readonly port: number | string; readonly scheme?: "HTTP" | "HTTPS" };
  readonly exec?: { readonly command: readonly string[] };
  readonly tcpSocket?: { readonly port: number | string };
}

export interface Container {
  readonly name: string;
  readonly image: string;
  /** Of an init container that is a sidecar. */
  readonly restartPolicy?: "Always";
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly EnvironmentVariable[];
  readonly envFrom?: readonly { readonly secretRef?: { readonly name: string } }[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly volumeMounts?: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly subPath?: string;
    readonly readOnly?: boolean;
  }[];
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly securityContext?: {
    readonly runAsUser?: number;
    readonly runAsGroup?: number;
    readonly readOnlyRootFilesystem?: boolean;
  };
}

export interface PodSpec {
  readonly nodeName?: string;
  readonly serviceAccountName?: string;
  readonly securityContext?: { readonly runAsUser?: number; readonly runAsGroup?: number; readonly fsGroup?: number };
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes?: readonly Volume[];
}

export interface Pod extends KubernetesObject {
  readonly spec: PodSpec;
}

/** A DaemonSet, StatefulSet or Deployment. */
export interface Workload extends KubernetesObject {
  readonly spec: {
    readonly template: { readonly metadata?: Partial<Metadata>; readonly spec: PodSpec };
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
  };
}

/** The pod's own fields that `fieldRef` may name; the addresses are what the pod is going to have. */
export interface PodFields {
  readonly pod: Pod;
  readonly podIP: string;
  readonly hostIP: string;
}

/** Value of a `fieldRef`. Throws on a path that it does not know. */
export function fieldValue({ pod, podIP, hostIP }: PodFields, path: string): string {
  const key = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (key) return (key[1] === "labels" ? pod.metadata.labels : pod.metadata.annotations)?.[key[2]!] ?? "";
  const values: Readonly<Record<string, string | undefined>> = {
    "metadata.name": pod.metadata.name,
    "metadata.namespace": pod.metadata.namespace,
    "metadata.uid": pod.metadata.uid,
    "spec.nodeName": pod.spec.nodeName,
    "spec.serviceAccountName": pod.spec.serviceAccountName,
    "status.podIP": podIP,
    "status.hostIP": hostIP,
  };
  const value = values[path];
  if (value === undefined)
    throw new Error(`pod ${pod.metadata.name} refers to its field ${path}, which it does not have`);
  return value;
}

/** Replaces `$(NAME)` as Kubernetes does: an unknown name stays, `$$` is an escaped `$`. */
export function expandVariables(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([A-Za-z_][A-Za-z0-9_.-]*)\)/g, (match, name?: string) =>
    name === undefined ? "$" : (environment[name] ?? match),
  );
}

/** The only container of a pod beside those that end before it; these tests run no other shape. */
export function onlyContainer({ metadata, spec }: Pick<Pod, "metadata" | "spec">): Container {
  const [container, ...others] = spec.containers;
  if (!container || others.length > 0) {
    throw new Error(`pod ${metadata.name}: these tests run pods with exactly one container`);
  }
  return container;
}
