/** What a preflight found. */
import type { Wanted } from "../live/wanted";
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
