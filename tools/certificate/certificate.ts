/** The certificate of a stack: for each node, whether every sample that was accepted is in the store exactly once. */
import { CANARY, CANARY_END, REQUEST, REQUEST_END } from "../../monitoring/agentCounters";
import { LABELS, SCRAPE } from "../../monitoring/metrics";
import { aboutStack, AGENT_JOB, type StackIdentity } from "../../monitoring/ownParts";
import { series } from "../../monitoring/promql";
import type { Store } from "../live/store";
import { type Counted, NOTHING_COUNTED, readCounters } from "./counters";
import {
  accountOf,
  type NodeAccount,
  type Period,
  type RequestAccount,
  requestsOf,
  requestsOfCause,
  samplesOf,
} from "./numbers";
import { readProcesses } from "./read";

/** Whose samples are certified. */
export interface Certified extends StackIdentity {
  /** Whether the agents run the project's image, whose exporter numbers its requests and a sample of each interval. */
  readonly isNumbered: boolean;
}

/**
 * What is known of a node.
 * - `delivered`: everything that was accepted is stored once
 * - `lost`: something was lost, or is stored twice
 * - `perhaps lost`: an agent ended unseen, or its samples have no numbers, and some are missing; or a part of the
 *   queue's files could not be read, in which there may be samples between two of the canary
 * - `waiting`: nothing is missing before the newest sample, which is old
 */
export type Verdict = "delivered" | "lost" | "perhaps lost" | "waiting";

export interface NodeCertificate extends NodeAccount {
  readonly verdict: Verdict;
  /** Empty where requests have no numbers. */
  readonly requests: RequestAccount;
  readonly samples: Counted;
}

export interface Certificate extends Period, Pick<Certified, "cluster" | "isNumbered"> {
  readonly verdict: Verdict;
  readonly nodes: readonly NodeCertificate[];
}

/** Verdicts, the worst first. */
const VERDICTS: readonly Verdict[] = ["lost", "perhaps lost", "waiting", "delivered"];

function verdictOf(account: Omit<NodeCertificate, "verdict">): Verdict {
  const { lost, refused, damagedParts } = account.samples;
  const ofNumbers = (["lost", "twice"] as const).some(
    (cause) => samplesOf([account], cause) + requestsOfCause([account], cause) > 0,
  );
  const limited = refused["agent at its memory limit"] ?? 0;
  if (ofNumbers || Object.keys(lost).length > 0 || limited > 0) return "lost";
  if (damagedParts > 0) return "perhaps lost";
  return (["perhaps lost", "waiting"] as const).find((cause) => samplesOf([account], cause) > 0) ?? "delivered";
}

/**
 * Asks a store for everything that a certificate is made of.
 *
 * @param period Its times become whole seconds.
 */
export async function certificateOf(store: Store, certified: Certified, period: Period): Promise<Certificate> {
  const { cluster, isNumbered } = certified;
  const whole = { ...period, from: Math.floor(period.from), to: Math.ceil(period.to) };
  const named = (selector: string) => aboutStack(selector, certified);
  const labels = { nodeLabel: LABELS.node, startLabel: LABELS.start };
  const canary = {
    numbers: named(isNumbered ? CANARY() : series(SCRAPE.up, AGENT_JOB)),
    ends: isNumbered ? named(CANARY_END()) : undefined,
    ...labels,
  };
  const requests = { numbers: named(REQUEST()), ends: named(REQUEST_END()), ...labels, shardLabel: LABELS.shard };
  const processes = await readProcesses(store, canary, whole);
  const shards = isNumbered ? await readProcesses(store, requests, whole) : undefined;
  const counted = await readCounters(store, isNumbered, named, whole);
  const nodes = [...processes]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([node, ofNode]) => {
      const account = {
        ...accountOf(node, ofNode, whole),
        requests: requestsOf(shards?.get(node) ?? [], whole),
        samples: counted.get(node) ?? NOTHING_COUNTED,
      };
      return { ...account, verdict: verdictOf(account) };
    });
  const verdict = VERDICTS.find((one) => nodes.some((node) => node.verdict === one)) ?? "waiting";
  return { cluster, isNumbered, ...whole, verdict, nodes };
}
