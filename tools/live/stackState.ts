/** What the engine knows of a stack: its objects, and the way to its cluster. */
import type { Stack } from "@pulumi/pulumi/automation";
import type { ClusterAccess } from "../../lease/kubernetesLease";
import { clusterFacts } from "../../facts/cluster";
import { readKubeconfig } from "../../settings/load/kubeconfig";
import type { Settings } from "../../settings/schema/settings";

/** A resource of a stack's state. */
interface StateResource {
  readonly type: string;
  readonly id?: string;
  readonly delete?: boolean;
}

const KIND = /^kubernetes:.*:([A-Za-z]+?)(?:Patch)?$/;

/** Keys of a stack's Kubernetes objects, those of its charts among them. Their ids are `namespace/name` or `name`. */
export function ownObjects(resources: readonly StateResource[]): Set<string> {
  return new Set(
    resources.flatMap(({ type, id }) => {
      const kind = KIND.exec(type)?.[1];
      return kind === undefined || id === undefined ? [] : [`${kind} ${id}`];
    }),
  );
}

/** A stack as the engine has it. */
export interface StackState {
  readonly own: ReadonlySet<string>;
  /** Absent where the stack creates its cluster, and has not yet. */
  readonly access?: Omit<ClusterAccess, "timeoutSeconds">;
}

/** @param stack the engine's stack; undefined for one that does not exist yet */
export async function stackState(stack: Stack | undefined, { cluster }: Settings): Promise<StackState> {
  const { existing, context } = clusterFacts(cluster);
  const exported = await stack?.exportStack();
  const { resources = [] } = (exported?.deployment ?? {}) as { resources?: readonly StateResource[] };
  const own = ownObjects(resources);
  const kubeconfig = existing
    ? readKubeconfig(existing).text
    : ((await stack?.outputs())?.["kubeconfig"]?.value as string | undefined);
  if (!existing && kubeconfig === undefined) return { own };
  return {
    own,
    access: { ...(kubeconfig !== undefined && { kubeconfig }), ...(context !== undefined && { context }) },
  };
}
