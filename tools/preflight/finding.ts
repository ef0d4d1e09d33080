/** What a preflight found. */
import type { Wanted } from "./plan/objects";
import type { Snapshot } from "./cluster/snapshot";

export interface Finding {
  /** A problem stops an update before it creates anything; a warning does not. */
  readonly level: "problem" | "warning";
  /** What it is about, such as `Namespace monitoring`. */
  readonly subject: string;
  /** What is so, as the rest of a sentence that begins with the subject. */
  readonly text: string;
  /** What to do, as a sentence of its own. */
  readonly fix: string;
}

/** Compares what a plan wants with what is there. */
export type Check = (wanted: Wanted, there: Snapshot) => Finding[];

const problem = (subject: string, text: string, fix: string): Finding => ({ level: "problem", subject, text, fix });
const warning = (subject: string, text: string, fix: string): Finding => ({ level: "warning", subject, text, fix });
export const found = { problem, warning };

/** Items by a key, in the order in which the keys come first. */
export function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): [key: string, items: Item[]][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups];
}

/** `one`, `one and two`, `one, two and three`; of many, the first and how many more. */
export function namesText(names: readonly string[], most = 5): string {
  const shown = names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : names;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}`;
}
