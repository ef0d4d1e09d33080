/** What agents counted of samples in a period: accepted, stored, and lost or refused by cause. */
import {
  ACCEPTED,
  ACCEPTED_BY_WRITER,
  AT_SHUTDOWN,
  type Counter,
  CUT,
  DAMAGED,
  EXPIRED,
  LIMITER_REFUSED,
  QUEUE_FULL,
  REJECTED,
  SENT,
  UNREADABLE,
  UNTRANSLATED,
} from "../../monitoring/agentCounters";
import { LABELS } from "../../monitoring/metrics";
import type { Labels, Store } from "../live/store";
import type { Period } from "./numbers";

/** Causes for which accepted samples were lost, in the counters' words. */
const LOST: Readonly<Record<string, readonly Counter[]>> = {
  "rejected by the store": REJECTED,
  "no room in the queue": QUEUE_FULL,
  "older than the outage window": EXPIRED,
  "unreadable in files": UNREADABLE,
  "not sent at a shutdown": AT_SHUTDOWN,
};

/** Causes for which data points were not accepted. */
const REFUSED: Readonly<Record<string, readonly Counter[]>> = {
  "agent at its memory limit": LIMITER_REFUSED,
  "not writable as samples": UNTRANSLATED,
  "above a namespace's limit of series": CUT,
};

export interface Counted {
  readonly accepted: number;
  readonly stored: number;
  /** Samples by cause; a cause that did not happen is absent. */
  readonly lost: Readonly<Record<string, number>>;
  /** Data points by cause, likewise. */
  readonly refused: Readonly<Record<string, number>>;
  /** Parts of the queue's files that could not be read. How many samples were in them, nobody knows. */
  readonly damagedParts: number;
}

export const NOTHING_COUNTED: Counted = { accepted: 0, stored: 0, lost: {}, refused: {}, damagedParts: 0 };

/** Spans at whose ends a counter is read. */
const SPANS = 48;

/** Least intervals of a span: every living agent has a sample in it. */
const INTERVALS_OF_SPAN = 4;

/**
 * Growth of a counter over spans. A counter that begins anew within a span counts with its most and its last value.
 *
 * @param before its value before the first span; undefined where it was not there, and begins with 0
 * @param spans greatest and last value of each span in which it was there
 */
export function grownBy(before: number | undefined, spans: readonly { most: number; last: number }[]): number {
  let previous = before ?? 0;
  let grown = 0;
  for (const { most, last } of spans) {
    const beganAnew = last < previous || most > last;
    grown += beganAnew ? Math.max(0, most - previous) + last : last - previous;
    previous = last;
  }
  return grown;
}

/** The growth of a counter by node. */
async function growthByNode(store: Store, counter: string, { from, to, intervalSeconds }: Period) {
  const step = Math.max(Math.ceil((to - from) / SPANS), INTERVALS_OF_SPAN * intervalSeconds);
  const first = to - Math.ceil((to - from) / step) * step;
  const over = (name: string) => store.queryRange(`${name}_over_time(${counter}[${step}s])`, first, to, step);
  const [lasts, mosts] = [await over("last"), new Map<string, ReadonlyMap<number, number>>()];
  // last_over_time keeps the name of the metric, and max_over_time does not.
  const keyOf = (labels: Labels) => JSON.stringify(Object.entries(labels).filter(([name]) => name !== "__name__"));
  for (const { labels, points } of await over("max")) mosts.set(keyOf(labels), new Map(points));
  const byNode = new Map<string, number>();
  for (const { labels, points } of lasts) {
    const most = mosts.get(keyOf(labels));
    const before = points[0]?.[0] === first ? points[0][1] : undefined;
    const spans = points.filter(([at]) => at > first).map(([at, last]) => ({ last, most: most?.get(at) ?? last }));
    const node = labels[LABELS.node] ?? "";
    byNode.set(node, (byNode.get(node) ?? 0) + grownBy(before, spans));
  }
  return byNode;
}

/**
 * What the agents counted, by node.
 *
 * @param isOwn whether they run the project's image
 * @param named puts the names of the stack's namespaces into a selector
 */
export async function readCounters(
  store: Store,
  isOwn: boolean,
  named: (selector: string) => string,
  period: Period,
): Promise<ReadonlyMap<string, Counted>> {
  const counted = new Map<string, { -readonly [Key in keyof Counted]: Counted[Key] }>();
  const add = async (counters: readonly Counter[], put: (of: string, grown: number) => void) => {
    for (const counter of counters)
      for (const [node, grown] of await growthByNode(store, named(counter()), period)) put(node, grown);
  };
  const of = (node: string) => {
    const found = counted.get(node) ?? { ...NOTHING_COUNTED };
    counted.set(node, found);
    return found;
  };
  await add(isOwn ? ACCEPTED_BY_WRITER : ACCEPTED, (node, grown) => (of(node).accepted += grown));
  await add(SENT, (node, grown) => (of(node).stored += grown));
  await add(DAMAGED, (node, grown) => (of(node).damagedParts += grown));
  for (const [field, causes] of [
    ["lost", LOST],
    ["refused", REFUSED],
  ] as const)
    for (const [cause, counters] of Object.entries(causes))
      await add(counters, (node, grown) => {
        const before = of(node)[field];
        if (grown > 0) of(node)[field] = { ...before, [cause]: (before[cause] ?? 0) + grown };
      });
  return counted;
}
