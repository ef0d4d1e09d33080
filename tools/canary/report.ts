/** The whole comparison of a canary with the other agents. */
import { type Certificate, certificateOf, type NodeCertificate } from "../certificate/certificate";
import { requestsOfCause, samplesOf } from "../certificate/numbers";
import type { Store } from "../live/store";
import { namesText } from "../text";
import { type AgentThere, endsWithin } from "./agents";
import { compare, type Figure, type Sides, type Verdict } from "./compare";
import { FIGURES, type Looked, type Span } from "./figures";

export interface CanaryReport {
  readonly verdict: Verdict;
  readonly after: Span;
  readonly before: Span;
  readonly nodes: Sides;
  readonly figures: readonly Figure[];
  /** What became of the accepted samples with the canary, by side. */
  readonly loss: { readonly verdict: Verdict; readonly canary: Loss; readonly others: Loss };
  /** Ends of agents in that time, in sentences. */
  readonly ends: { readonly verdict: Verdict; readonly canary: readonly string[]; readonly others: readonly string[] };
}

/** Samples of several nodes in the certificate. */
export interface Loss {
  readonly nodes: number;
  readonly accepted: number;
  readonly lost: number;
  /** Of the certificate's own series: not taken, or not known whether they were. */
  readonly missing: number;
  /** Data points that an agent refused, by all causes. */
  readonly refused: number;
}

/** Seconds after its creation in which an agent starts, scrapes for the first time and fills its caches. */
const SETTLE_SECONDS = 90;

/** Others whose series are counted at most: a count reads every series of a node. */
const MOST_OTHERS = 20;

/** Shares of samples that are missing or refused from which on a canary is worse: below, one late scrape would do. */
const MOST_MISSING = 0.05;
const MOST_REFUSED = 0.001;

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

function lossOf(nodes: readonly NodeCertificate[]): Loss {
  const all = (causes: "lost" | "refused") => sum(nodes.flatMap(({ samples }) => Object.values(samples[causes])));
  const numbered = (["lost", "twice"] as const).map((cause) => samplesOf(nodes, cause) + requestsOfCause(nodes, cause));
  return {
    nodes: nodes.length,
    accepted: sum(nodes.map(({ samples }) => samples.accepted)),
    lost: all("lost") + sum(numbered),
    missing: samplesOf(nodes, "not taken") + samplesOf(nodes, "perhaps lost") + samplesOf(nodes, "waiting"),
    refused: all("refused"),
  };
}

/** Loss of the canary alone: an outage of the store is nobody's. */
function lossVerdict(canary: Loss, others: Loss, expected: number): Verdict {
  if (canary.nodes === 0) return "unknown";
  const share = ({ missing, nodes }: Loss) => missing / Math.max(1, nodes * expected);
  const refused = ({ refused: points, accepted }: Loss) => points / Math.max(1, accepted);
  const isWorse =
    (canary.lost > 0 && others.lost === 0) ||
    share(canary) > share(others) + MOST_MISSING ||
    refused(canary) > refused(others) + MOST_REFUSED;
  return isWorse ? "worse" : "equal";
}

function endTexts(agents: readonly AgentThere[]): string[] {
  return agents.map(({ name, node, ended }) => `${name} on ${node} (${ended?.reason ?? ""})`);
}

/** The verdict of several. @param parts that of each, of which some may not be known */
function overall(parts: readonly Verdict[]): Verdict {
  if (parts.includes("worse")) return "worse";
  if (parts.every((part) => part === "unknown")) return "unknown";
  return parts.includes("better") ? "better" : "equal";
}

/** The time with the canary, and as long a time before it. */
export function spansOf(agents: readonly AgentThere[], minutes: number, now: number, intervalSeconds: number) {
  const canary = agents.filter(({ isCanary }) => isCanary);
  const first = Math.min(...canary.map(({ created }) => created));
  const last = Math.max(...canary.map(({ created }) => created));
  const from = Math.max(last + SETTLE_SECONDS, now - minutes * 60);
  return {
    after: { from, to: now },
    before: { from: first - intervalSeconds - minutes * 60, to: first - intervalSeconds },
    /** When there are as many minutes of the canary, in Unix seconds. */
    isWholeAt: last + SETTLE_SECONDS + minutes * 60,
  };
}

interface Asked extends Omit<Looked, "nodes"> {
  readonly minutes: number;
}

/** Compares what the store has. @param now Unix seconds */
export async function canaryReport(
  store: Store,
  agents: readonly AgentThere[],
  { minutes, intervalSeconds, ...stack }: Asked,
  now: number,
): Promise<CanaryReport> {
  const { after, before } = spansOf(agents, minutes, now, intervalSeconds);
  const nodesOf = (isCanary: boolean) =>
    agents.flatMap((agent) => (agent.isCanary === isCanary && agent.node !== "" ? [agent.node] : [])).sort();
  const nodes = { canary: nodesOf(true), others: nodesOf(false).slice(0, MOST_OTHERS) };
  const looked = { ...stack, intervalSeconds, nodes: [...nodes.canary, ...nodes.others] };
  const figures: Figure[] = [];
  for (const kind of FIGURES) {
    const [now, then] = [await kind.read(store, looked, after), await kind.read(store, looked, before)];
    figures.push(compare(kind, { after: now, before: then }, nodes));
  }
  const certificate: Certificate = await certificateOf(store, stack, { ...after, intervalSeconds });
  const [own, theirs] = [true, false].map((isCanary) =>
    lossOf(certificate.nodes.filter(({ node }) => nodes.canary.includes(node) === isCanary)),
  ) as [Loss, Loss];
  const loss = lossVerdict(own, theirs, (after.to - after.from) / intervalSeconds);
  const since = { from: Math.min(...agents.filter(({ isCanary }) => isCanary).map(({ created }) => created)), to: now };
  const [ended, othersEnded] = [true, false].map((isCanary) =>
    endTexts(
      endsWithin(
        agents.filter((agent) => agent.isCanary === isCanary),
        since,
      ),
    ),
  ) as [string[], string[]];
  const isUnready = agents.filter(({ isCanary, isReady }) => isCanary && !isReady);
  const ends = {
    canary: [...ended, ...isUnready.map(({ name, node }) => `${name} on ${node} is not ready`)],
    others: othersEnded,
  };
  const endsVerdict: Verdict = ends.canary.length > 0 && othersEnded.length === 0 ? "worse" : "equal";
  return {
    verdict: overall([
      ...figures.map(({ verdict }) => verdict),
      loss,
      endsVerdict === "equal" ? "unknown" : endsVerdict,
    ]),
    ...{ after, before, nodes, figures },
    loss: { verdict: loss, canary: own, others: theirs },
    ends: { verdict: endsVerdict, ...ends },
  };
}

/** Names of a side's nodes, for a sentence. */
export const sideText = (nodes: readonly string[]) => namesText(nodes, 4);
