/** A stack file with a mistake, and what a person has to be told. */
import { problemText } from "../../../settings/problems";
import { UserError } from "../../../tools/cli";
import { planStack } from "../../../tools/plan/plan";
import { parseStackFile } from "../../../tools/plan/stackFile";

/** Name under which the text is read. */
export const FILE = "Pulumi.test.yaml";

export interface Mistake {
  /** What was done wrong. */
  readonly mistake: string;
  /** Text of the whole stack file. */
  readonly text: string;
  /** Line at which the file is wrong. */
  readonly line: number;
  /** Parts that the one answer about it has: path, value, rule, fix, and the right key where there is one. */
  readonly told: readonly (string | RegExp)[];
  /** What must not be in any answer. */
  readonly untold?: readonly (string | RegExp)[];
}

/** A stack file with the two settings that are required, on lines 2 and 3, and these lines from the fourth on. */
export const withLines = (...lines: readonly string[]): string =>
  [
    "config:",
    "  gke-telemetry:environment: dev",
    "  gke-telemetry:cluster: {kind: existing, name: local}",
    ...lines,
    "",
  ].join("\n");

/** A mistake in the fourth line. @param told parts that the answer has */
export const inOneLine = (mistake: string, line: string, ...told: Mistake["told"]): Mistake => ({
  mistake,
  text: withLines(line),
  line: 4,
  told,
});

/** A mistake of one line, with what the answer to it names and what it says to do. */
export const onFourthLine = ([line, subject, fix]: readonly [line: string, subject: string, fix: string]): Mistake => ({
  mistake: `\`${line.trim()}\``,
  text: withLines(line),
  line: 4,
  told: [subject, fix],
  untold: ["hunter2"],
});

/** Every answer to a stack file, one a line. */
export async function answersTo(text: string): Promise<string[]> {
  try {
    const plan = await planStack("test", parseStackFile(FILE, text));
    return plan.problems.map(problemText);
  } catch (error) {
    if (error instanceof UserError) return error.message.split("\n");
    throw error;
  }
}
