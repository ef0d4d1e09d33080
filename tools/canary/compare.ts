/** Compares the agents of a canary with the others: pure arithmetic on what was read. */
import type { ByNode, FigureKind } from "./figures";

/** - `unknown`: there is nothing to compare with */
export type Verdict = "worse" | "unknown" | "better" | "equal";

/** Values of several nodes. */
export interface Spread {
  readonly low: number;
  readonly high: number;
}

/** Both sides of a comparison. */
export interface Sides {
  readonly canary: readonly string[];
  readonly others: readonly string[];
}

export interface Figure extends Pick<FigureKind, "name" | "unit" | "digits"> {
  readonly verdict: Verdict;
  /** Median of the canary's nodes; absent where the store has nothing. */
  readonly canary?: number;
  readonly others?: Spread;
  /** How many times as much as before on the same node. */
  readonly change?: number;
  readonly othersChange?: Spread;
  /** What differs most, where that is one of several. */
  readonly of?: string;
}

/** What a figure was before the canary's agents and with them. */
export interface Measured {
  readonly before: ByNode;
  readonly after: ByNode;
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

function spreadOf(values: readonly number[]): Spread | undefined {
  return values.length === 0 ? undefined : { low: Math.min(...values), high: Math.max(...values) };
}

/** How a value lies to a spread that is widened by the tolerance. @param least smallest difference that counts */
function against(value: number, { low, high }: Spread, { worse, tolerance }: FigureKind, least: number): Verdict {
  const isMore = value > high * (1 + tolerance) && value - high >= least;
  const isLess = value < low * (1 - tolerance) && low - value >= least;
  if (!isMore && !isLess) return "equal";
  if (worse === "either" || (worse === "more") === isMore) return "worse";
  return worse === "more" ? "better" : "equal";
}

/** The values of one node, as one: that of a node, or the mean of the targets that were there before and are there now. */
function totals(nodes: readonly string[], { before, after }: Measured, only: (key: string) => boolean) {
  return nodes.flatMap((node) => {
    const [now, then] = [after.get(node), before.get(node)];
    if (!now || now.size === 0) return [];
    const keys = [...now.keys()].filter((key) => only(key) && (!then || then.has(key)));
    const mean = (of: ReadonlyMap<string, number>) =>
      keys.reduce((total, key) => total + (of.get(key) ?? 0), 0) / keys.length;
    return keys.length === 0 ? [] : [{ now: mean(now), then: then && mean(then) }];
  });
}

/** One comparison: with before on the same node, where that is known, or with the other nodes. */
function compared(kind: FigureKind, measured: Measured, sides: Sides, only: (key: string) => boolean): Figure {
  const [own, theirs] = [totals(sides.canary, measured, only), totals(sides.others, measured, only)];
  const changes = (nodes: typeof own) =>
    nodes.flatMap(({ now, then }) => (then !== undefined && then > 0 ? [now / then] : []));
  const canary = median(own.map(({ now }) => now));
  const change = median(changes(own));
  const [others, othersChange] = [spreadOf(theirs.map(({ now }) => now)), spreadOf(changes(theirs))];
  const { name, unit, digits, least, isOfAnyNode } = kind;
  const verdict = (): Verdict => {
    if (canary === undefined) return "unknown";
    if (change !== undefined) {
      // Without others, nothing else is known to have changed.
      const { low, high } = othersChange ?? { low: 1, high: 1 };
      const before = canary / change;
      return against(change, { low: Math.min(low, 1), high: Math.max(high, 1) }, kind, before > 0 ? least / before : 0);
    }
    return others && isOfAnyNode ? against(canary, others, kind, least) : "unknown";
  };
  return {
    ...{ name, unit, digits, verdict: verdict() },
    ...(canary !== undefined && { canary }),
    ...(others && { others }),
    ...(change !== undefined && { change }),
    ...(othersChange && { othersChange }),
  };
}

const jobOf = (key: string) => key.replace(/ at .*$/, "");

/**
 * Compares a figure. What is of single targets is compared for each job besides, so that a small job that has lost
 * series is seen beside a large one.
 */
export function compare(kind: FigureKind, measured: Measured, sides: Sides): Figure {
  const all = compared(kind, measured, sides, () => true);
  const keys = [...measured.after].flatMap(([node, values]) => (sides.canary.includes(node) ? [...values.keys()] : []));
  if (keys.every((key) => key === "")) return all;
  const jobs = [...new Set(keys.map(jobOf))].sort();
  const worse = jobs
    .map((job) => ({ ...compared(kind, measured, sides, (key) => jobOf(key) === job), of: job }))
    .filter(({ verdict }) => verdict === "worse")
    .sort((one, other) => Math.abs(Math.log(other.change ?? 1)) - Math.abs(Math.log(one.change ?? 1)));
  return worse[0] ?? all;
}
