/** What is said of one thing on its way: station by station, up to the first at which it ends. */

import { UserError } from "../cli";
import { RequestError } from "../live/api";

/** What to do, and what to type for it. */
export interface Fix {
  /** A sentence. */
  readonly text: string;
  /** Commands, or lines of the stack file. Default: none. */
  readonly commands?: readonly string[];
}

/** What was found at a station. */
export interface Finding {
  /**
   * `passed`: the way goes on. `ended`: it ends here. `unseen`: it could not be looked at. `note`: it goes on, but a
   * person should know something.
   */
  readonly state: "passed" | "ended" | "unseen" | "note";
  /** The evidence: what was seen, with its values. Of an end: the cause, as the rest of the verdict's sentence. */
  readonly text: string;
  /** More of the evidence, one line each. Default: none. */
  readonly details?: readonly string[];
  readonly fix?: Fix;
}

export interface Station extends Omit<Finding, "state"> {
  readonly name: string;
  /** `beyond`: after the end, where nothing was looked at. */
  readonly state: Finding["state"] | "beyond";
}

/** Where something passes, and what an end there means for it. */
export interface Step {
  readonly name: string;
  /** What is so if the way ends here, such as `is not scraped`. */
  readonly consequence: string;
  readonly look: () => Finding | Promise<Finding>;
}

export interface Answer {
  /** Such as `pod shop/cart-1`. */
  readonly subject: string;
  /** Undefined where it could not be seen. */
  readonly arrives: boolean | undefined;
  /** One sentence. */
  readonly verdict: string;
  readonly stations: readonly Station[];
}

export const passed = (text: string, details: readonly string[] = []): Finding => ({ state: "passed", text, details });
export const noted = (text: string, fix: Fix): Finding => ({ state: "note", text, fix });
export const unseen = (text: string): Finding => ({ state: "unseen", text });
export const ended = (text: string, fix: Fix, details: readonly string[] = []): Finding => ({
  state: "ended",
  text,
  fix,
  details,
});

/** What a station found; one that could not be looked at says why. */
async function found({ look }: Step): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof RequestError || error instanceof UserError) return unseen(error.message.replace(/\.$/, ""));
    throw error;
  }
}

/**
 * Goes the way, station by station, and ends where it ends. What could not be seen on the way does not matter where
 * the last station is passed.
 *
 * @param arrived the verdict's words where nothing ends it, such as `arrives`
 */
export async function walk(subject: string, steps: readonly Step[], arrived: () => string): Promise<Answer> {
  const stations: Station[] = [];
  for (const [index, step] of steps.entries()) {
    const finding = await found(step);
    stations.push({ name: step.name, ...finding });
    if (finding.state !== "ended") continue;
    const beyond = steps.slice(index + 1).map(({ name }): Station => ({ name, state: "beyond", text: "" }));
    const verdict = `${subject} ${step.consequence}: ${finding.text}`;
    return { subject, arrives: false, verdict, stations: [...stations, ...beyond] };
  }
  const last = stations.at(-1);
  if (last?.state !== "unseen") return { subject, arrives: true, verdict: `${subject} ${arrived()}`, stations };
  const verdict = `${subject} may arrive: nothing that could be seen ends it. Not seen: ${last.name}, ${last.text}`;
  return { subject, arrives: undefined, verdict, stations };
}
