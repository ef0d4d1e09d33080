/** The sentence that carries the decision, and how dangerous a change is. */
import { counted, namesText } from "../../text";
import { isMandatory } from "../policies";
import type { Figures } from "../figures";
import { amountOf, signed } from "./meaning/meaning";
import type { Change, Happening } from "./model";

/** Types that are replaced without anybody noticing: credentials, and ConfigMaps with a fingerprint in their name. */
const UNNOTICED = /^(?:random|tls):|:ConfigMap$/;

/** Whether a replacement is noticed by nobody: the new one is there before the old one goes. */
export function isUnnoticed({ type, because }: Happening): boolean {
  return UNNOTICED.test(type) && because.length > 0 && !because.some((one) => one.includes("cluster"));
}

const CREDENTIAL = /^(?:random|tls):/;

const CLUSTER = "gcp:container/cluster:Cluster";

/** What the sentence calls a type. */
const NOUNS: Readonly<Record<string, string>> = {
  [CLUSTER]: "the cluster",
  "gcp:container/nodePool:NodePool": "the node pool",
  "gcp:compute/subnetwork:Subnetwork": "the subnet",
  "gcp:compute/network:Network": "the VPC",
};

const kindOf = ({ type }: Pick<Happening, "type">) => type.split(":").at(-1) ?? type;

const of = (happenings: readonly Happening[], kind: Happening["kind"]) =>
  happenings.filter((happening) => happening.kind === kind);

/** The replaced resources that somebody notices; of a replaced cluster, what is in it follows. */
function replacedOnes(happenings: readonly Happening[]): readonly Happening[] {
  const replaced = of(happenings, "replaced").filter((one) => !isUnnoticed(one));
  const isCluster = replaced.some(({ type }) => type === CLUSTER);
  return isCluster ? replaced.filter(({ type }) => type === CLUSTER) : replaced;
}

function restarts(happenings: readonly Happening[], nodes: number | undefined): string[] {
  const restarted = of(happenings, "restarted");
  if (restarted.length === 0) return [];
  const perNode = restarted.some(({ type }) => type === "DaemonSet");
  const where = perNode && nodes !== undefined ? ` on up to ${counted(nodes, "node")}` : "";
  const names = restarted.map(({ name }) => name);
  return [`the pods of ${namesText(names)} restart${where}`];
}

/** Everything that is lost, each once; of a replaced cluster only the cluster. */
function losses(happenings: readonly Happening[]): string[] {
  const losing = happenings.filter(({ lost }) => lost !== undefined);
  const cluster = losing.filter(({ type }) => type === CLUSTER);
  const all = (cluster.length > 0 ? cluster : losing).map(({ lost, name, kind }) =>
    kind === "restarted" ? `${lost ?? ""} (${name})` : (lost ?? ""),
  );
  return [...new Set(all)];
}

function lossText(happenings: readonly Happening[], isQueueOnNode: boolean): string[] {
  const lost = losses(happenings);
  if (lost.length > 0) return [`lost: ${namesText(lost, 4)}`];
  if (happenings.every(({ kind }) => kind === "created")) return [];
  const isAgent = happenings.some(({ kind, type }) => kind === "restarted" && type === "DaemonSet");
  return [isAgent && !isQueueOnNode ? "nothing is lost while the store answers" : "nothing is lost"];
}

const BILL = ["price of what is added", "price of cluster and nodes"];
const SERIES = ["series of containers", "series of Kubernetes objects"];

function amounts(figures: { before: Figures; after: Figures } | undefined): string[] {
  if (!figures) return [];
  const sum = (subjects: readonly string[]) =>
    subjects.reduce((total, what) => total + (amountOf(figures.before[what], figures.after[what]) ?? 0), 0);
  const part = (amount: number, unit: string, after = "") =>
    Math.round(amount) === 0 ? [] : [`${signed(amount, unit)}${after}`];
  const [old, current] = ["before", "after"].map(
    (side) => figures[side as "before" | "after"]["outage without a loss"]?.text,
  );
  return [
    ...part(sum(["samples of containers and objects"]), "samples/s"),
    ...part(sum(SERIES), "series"),
    ...(old !== undefined && current !== undefined && old !== current ? [`promise ${old} -> ${current}`] : []),
    ...part(sum(BILL), "$", " a month"),
  ];
}

function replacements(happenings: readonly Happening[]): string[] {
  const replaced = replacedOnes(happenings);
  if (replaced.length === 0) return [];
  const names = replaced.map((one) => NOUNS[one.type] ?? `${kindOf(one)} ${one.name}`);
  return [`${counted(replaced.length, "replacement")}: ${namesText(names)}`];
}

function findings({
  policies,
  problems,
  network,
  rights,
}: Pick<Change, "policies" | "problems" | "network" | "rights">) {
  // Another text may be about another part: of a finding that refuses a stack, that is as bad as a new one.
  const mandatory = [...policies.broken, ...policies.changed].filter(isMandatory);
  const [advisory, changed] = [policies.broken, policies.changed].map(
    (those) => those.filter((finding) => !isMandatory(finding)).length,
  ) as [number, number];
  return [
    ...(problems.appear.length > 0 ? [counted(problems.appear.length, "problem")] : []),
    ...(mandatory.length > 0
      ? [`breaks ${namesText([...new Set(mandatory.map(({ rule }) => `mandatory policy ${rule}`))])}`]
      : []),
    ...(advisory > 0 ? [counted(advisory, "new advisory finding")] : []),
    ...(changed > 0 ? [counted(changed, "changed advisory finding")] : []),
    ...(network.gained.length > 0 ? [`${counted(network.gained.length, "connection")} opened`] : []),
    ...(rights.gained.length > 0 ? [`${counted(rights.gained.length, "right")} gained`] : []),
  ];
}

type Parts = Pick<Change, "happenings" | "policies" | "problems" | "network" | "rights" | "meaning" | "files">;

function isNothing(parts: Parts): boolean {
  const { happenings, policies, problems, meaning, files } = parts;
  const findings = Object.values(policies).flat();
  const lists = [happenings, findings, problems.appear, problems.gone, meaning, files];
  return lists.every((list) => list.length === 0);
}

/** The rest of what happens, where no pod and no replacement says it. */
function others(happenings: readonly Happening[]): string[] {
  const counts = (ones: readonly Happening[]) =>
    (["created", "deleted", "updated"] as const).flatMap((kind) => {
      const count = of(ones, kind).length;
      return count === 0 ? [] : [`${count} ${kind}`];
    });
  const credentials = counts(happenings.filter(({ type }) => CREDENTIAL.test(type)));
  const rest = counts(happenings.filter(({ type }) => !CREDENTIAL.test(type)));
  return [
    ...(credentials.length > 0 ? [`credentials: ${credentials.join(", ")}`] : []),
    ...(rest.length > 0 ? [`${credentials.length > 0 ? "other " : ""}resources: ${rest.join(", ")}`] : []),
  ];
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/**
 * The one sentence. Findings that stop an update come first.
 *
 * @param isNew whether there was no such stack before
 */
export function verdictOf(
  parts: Parts,
  figures: { before: Figures; after: Figures } | undefined,
  nodes: number | undefined,
  isNew = false,
): string {
  if (isNothing(parts)) return "Nothing changes.";
  const { happenings } = parts;
  if (isNew)
    return sentence([...findings(parts), `a new stack of ${counted(happenings.length, "resource")}`].join("; "));
  const found = findings(parts);
  const happening = [...restarts(happenings, nodes), ...replacements(happenings)];
  const all = [
    ...found,
    ...happening,
    ...(happening.length === 0 ? others(happenings) : []),
    ...lossText(happenings, (figures?.after["queue of an agent"]?.text ?? "").endsWith("disk of the node")),
    ...amounts(figures),
  ];
  return sentence(all.length > 0 ? all.join("; ") : "no resource changes");
}

/** How dangerous a change is: by what it loses, what it breaks and what it restarts. */
export function riskOf(parts: Parts): Change["risk"] {
  const { happenings, policies, problems, network, rights } = parts;
  if (isNothing(parts)) return "nothing";
  if (happenings.some(({ irreversible }) => irreversible)) return "irreversible";
  const isDangerous =
    problems.appear.length > 0 ||
    [...policies.broken, ...policies.changed].some(isMandatory) ||
    happenings.some(({ lost }) => lost !== undefined) ||
    replacedOnes(happenings).length > 0;
  if (isDangerous) return "dangerous";
  const isForReview =
    policies.broken.length + policies.changed.length + network.gained.length + rights.gained.length > 0 ||
    happenings.some(({ kind }) => kind === "restarted" || kind === "deleted");
  return isForReview ? "review" : "safe";
}
