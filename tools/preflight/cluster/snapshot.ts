/** What is in a cluster, as far as a preflight looks at it. A list that could not be read is absent. */
import type { ObjectId } from "../../live/wanted";
import type { Permission } from "../references";

/** CPU, memory and pods: what a node has, or what pods request. */
export interface Room {
  readonly cpuMillicores: number;
  readonly memoryMiB: number;
  readonly pods: number;
}

export interface ObjectThere extends ObjectId {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Whether it exists only until its last finalizer is done. */
  readonly isBeingDeleted: boolean;
}

export interface NodeThere {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Version of its kubelet, such as `v1.34.2`. */
  readonly version: string;
  readonly allocatable: Room;
}

export interface PodThere {
  readonly namespace: string;
  readonly node: string;
  /** Kind and name of the workload that owns it; absent for a pod of its own. */
  readonly owner?: { readonly kind: string; readonly name: string };
  readonly requests: Room;
}

export interface WorkloadThere {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly images: readonly string[];
  /** Annotations of its pods. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Ports of the node that its pods take. */
  readonly nodePorts: readonly number[];
}

export interface StorageClassThere {
  readonly name: string;
  readonly isDefault: boolean;
  readonly allowsExpansion: boolean;
}

export interface Snapshot {
  /** Version of the API server, such as `v1.34.2`. */
  readonly version: string;
  /** Kinds that the API server has, as `apiVersion kind`, of the API versions in the plan. */
  readonly kinds: ReadonlySet<string>;
  /** API groups. */
  readonly groups?: ReadonlySet<string>;
  /** Objects of the stack's own, by key, as the engine's state has them. */
  readonly own: ReadonlySet<string>;
  /** Planned objects that exist already and are not the stack's own. */
  readonly existing: readonly ObjectThere[];
  /** Objects to which the plan refers and which do not exist, by key. */
  readonly missing: ReadonlySet<string>;
  readonly namespaces?: readonly ObjectThere[];
  readonly nodes?: readonly NodeThere[];
  readonly pods?: readonly PodThere[];
  readonly workloads?: readonly WorkloadThere[];
  readonly storageClasses?: readonly StorageClassThere[];
  /** Istio's PeerAuthentications that require mTLS, as `namespace/name`. */
  readonly strictMesh?: readonly string[];
  /** Who holds the cluster's trace pipeline: its ConfigMap, and its name. */
  readonly pipelineHolder?: { readonly owner: Omit<ObjectId, "apiVersion">; readonly name: string };
  /** What the account may not do, and the update needs. */
  readonly refused: readonly Permission[];
  /** What could not be read, one sentence each. */
  readonly unseen: readonly string[];
}
