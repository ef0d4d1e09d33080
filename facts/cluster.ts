/** Everything that depends on the kind of the cluster. No other folder that computes or deploys asks for the kind. */
import type { ClusterSettings, ExistingClusterSettings, GkeClusterSettings } from "../settings/schema/settings";
import { PRIVATE_RANGES } from "./addresses";
import { unhandled } from "./unhandled";

/** A program that has to be on the PATH. */
export interface RequiredProgram {
  readonly program: string;
  readonly why: string;
  /** Address or command by which it is installed. */
  readonly get: string;
}

export interface ClusterFacts {
  /** Settings of the GKE cluster that the stack creates; undefined where the cluster exists already. */
  readonly gke: GkeClusterSettings | undefined;
  /** Settings of the cluster that exists already; undefined where the stack creates it. */
  readonly existing: ExistingClusterSettings | undefined;
  /** Context of the kubeconfig; undefined for its current one. */
  readonly context: string | undefined;
  /** Address ranges of the nodes. */
  readonly nodeRanges: readonly string[];
  /** Address ranges of the API server, `any` where they are not known, and its TCP ports. */
  readonly apiServer: { readonly ranges: readonly string[] | "any"; readonly ports: readonly number[] };
  /** Whether the engine refuses to delete the cluster, and the volumes in it, until the setting is false. */
  readonly deletionProtection: boolean;
  /** Programs that a deployment needs besides Pulumi. */
  readonly programs: readonly RequiredProgram[];
  /** The nodes, as one line of the forecast. */
  readonly nodesForecast: string;
}

/** The facts of a cluster. */
export function clusterFacts(cluster: ClusterSettings): ClusterFacts {
  switch (cluster.kind) {
    case "gke":
      return gkeFacts(cluster);
    case "existing":
      return existingFacts(cluster);
    default:
      return unhandled(cluster);
  }
}

function gkeFacts(cluster: GkeClusterSettings): ClusterFacts {
  return {
    gke: cluster,
    existing: undefined,
    // The kubeconfig is the stack's own and has one context.
    context: undefined,
    nodeRanges: [cluster.nodesCidr],
    // The control plane's address is known only after the cluster exists. It is private, and its only port is 443.
    apiServer: { ranges: PRIVATE_RANGES, ports: [443] },
    deletionProtection: cluster.deletionProtection,
    programs: GOOGLE_PROGRAMS,
    nodesForecast: gkeNodes(cluster),
  };
}

function existingFacts(cluster: ExistingClusterSettings): ClusterFacts {
  return {
    gke: undefined,
    existing: cluster,
    context: cluster.context,
    // The settings do not contain the ranges of an existing cluster.
    nodeRanges: PRIVATE_RANGES,
    apiServer: { ranges: "any", ports: [443, 6443] },
    deletionProtection: false,
    programs: [],
    nodesForecast: `every node of ${cluster.name}`,
  };
}

const GOOGLE_PROGRAMS: readonly RequiredProgram[] = [
  {
    program: "gcloud",
    why: "signs in to Google Cloud (gcloud auth application-default login)",
    get: "https://cloud.google.com/sdk/docs/install",
  },
  {
    program: "gke-gcloud-auth-plugin",
    why: "signs in to the cluster",
    get: "gcloud components install gke-gcloud-auth-plugin",
  },
];

function gkeNodes({ location, nodePool }: GkeClusterSettings): string {
  const { minNodes, maxNodes, machineType, spot } = nodePool;
  const perZone = /-[a-z]$/.test(location) ? "" : " in each zone";
  return `${minNodes} to ${maxNodes} ${spot ? "spot " : ""}${machineType}${perZone} in ${location}`;
}
