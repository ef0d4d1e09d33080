/** The table of docs/gke.md: what each setting changes. */
import type { Change, Effect } from "../steps";
import type { SettingCase } from "./settingCases";

/** Resources of Google Cloud as the document calls them, in its order. */
const NAMES: Readonly<Record<string, string>> = {
  "gcp:container/cluster:Cluster": "cluster",
  "gcp:container/nodePool:NodePool": "node pool",
  "gcp:compute/network:Network": "VPC",
  "gcp:compute/subnetwork:Subnetwork": "subnet",
  "gcp:compute/router:Router": "router",
  "gcp:compute/routerNat:RouterNat": "NAT",
  "gcp:serviceaccount/account:Account": "node account",
  "gcp:projects/iAMMember:IAMMember": "its role",
  "gcp:binaryauthorization/policy:Policy": "image policy",
  "gcp:artifactregistry/repository:Repository": "image repository",
  "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": "its reader",
};

const EFFECTS: readonly Effect[] = ["updated", "replaced", "created", "deleted"];

/** Kinds of objects that a cell names; more are a sum. */
const MOST_KINDS = 3;

export const isOfGoogle = ({ type }: Change) => type.startsWith("gcp:");
export const isInCluster = ({ type }: Change) => type.startsWith("kubernetes:");

/** Whether the cluster, and with it everything in it, is another one afterwards. */
export function isClusterReplaced(changes: readonly Change[]): boolean {
  return changes.some(({ type, effect }) => type === "gcp:container/cluster:Cluster" && effect === "replaced");
}

function inGoogleCloud(changes: readonly Change[]): string {
  const of = (wanted: Effect) => changes.filter((change) => isOfGoogle(change) && change.effect === wanted);
  const parts = EFFECTS.flatMap((effect) => {
    const types = new Set(of(effect).map(({ type }) => type));
    const names = Object.keys(NAMES).flatMap((type) => (types.delete(type) ? [NAMES[type]] : []));
    const all = [...names, ...types];
    return all.length === 0 ? [] : [`${effect}: ${all.join(", ")}`];
  });
  return parts.join("; ") || "–";
}

function inTheCluster(changes: readonly Change[]): string {
  if (isClusterReplaced(changes)) return "all replaced";
  const parts = EFFECTS.flatMap((effect) => {
    const objects = changes.filter((change) => isInCluster(change) && change.effect === effect);
    const kinds = [...new Set(objects.map(({ type }) => type.split(":").at(-1) ?? ""))].sort();
    if (kinds.length === 0) return [];
    return [`${effect}: ${kinds.length > MOST_KINDS ? "most objects" : kinds.join(", ")}`];
  });
  return parts.join("; ") || "–";
}

function valueText({ value }: SettingCase): string {
  return value === undefined ? "removed" : `\`${JSON.stringify(value)}\``;
}

export interface SettingResult {
  readonly case: SettingCase;
  readonly changes: readonly Change[];
}

export function settingTable(results: readonly SettingResult[]): string {
  const rows = results.map(
    ({ case: one, changes }) =>
      `| \`${one.setting}\` | ${valueText(one)} | ${inGoogleCloud(changes)} | ${inTheCluster(changes)} |`,
  );
  return ["| setting | changed to | in Google Cloud | in the cluster |", "| --- | --- | --- | --- |", ...rows].join(
    "\n",
  );
}
