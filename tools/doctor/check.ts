/** A check: one sentence about a healthy stack, and what is so where it is not true. */
import type { Expected, Source } from "./source";

export interface Finding {
  /** What it is about, such as `node-3`. Findings of a check with the same text and fix are told as one. */
  readonly subject: string;
  /** What is so and why, as a sentence without its full stop. */
  readonly text: string;
  /** What to type or to set, as a sentence of its own. */
  readonly fix: string;
}

type Needs = Readonly<Record<string, Source<unknown>>>;

type Read<Sources extends Needs> = {
  readonly [Name in keyof Sources]: Sources[Name] extends Source<infer Value> ? Value : never;
};

interface CheckOf<Sources extends Needs> {
  /** Stable and unique, such as `agent-on-every-node`. */
  readonly id: string;
  /** What is true of a healthy stack, such as "every node has an agent". */
  readonly healthy: string;
  /** A problem loses or hides data, or is about to; a warning may be meant. */
  readonly severity: "problem" | "warning";
  /** File and heading of the documentation, such as `docs/runbooks/NodeWithoutAgent.md`. */
  readonly hint: string;
  /** What it looks at. Where one of them cannot be read, the check says so, and finds nothing. */
  readonly needs: Sources;
  /** Everything that is not as it should be. Reads nothing itself. */
  readonly find: (there: Read<Sources>, expected: Expected) => Finding[];
}

export type Check = CheckOf<Needs>;

/** A check, whose `find` gets what its `needs` have read. */
export function check<const Sources extends Needs>(of: CheckOf<Sources>): Check {
  return of as unknown as Check;
}

/** Checks about one subject. */
export interface Category {
  /** Name for `--only`. */
  readonly name: string;
  readonly title: string;
  readonly checks: readonly Check[];
}
