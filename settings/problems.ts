/** Problems of settings, and their texts. */

/** A place in a file. Lines count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A problem: path, value, the rule that is broken, and the fix. */
export interface Problem {
  /** Where the stack file is wrong; absent where there is no stack file, and of problems of something else. */
  readonly at?: Place;
  /** Full key, such as `gke-telemetry:agent.scrapeTimeoutSeconds`. */
  readonly path: string;
  /** The value as read; absent where nothing is set. */
  readonly value?: unknown;
  /** The rule, as the rest of a sentence that begins with path and value. */
  readonly rule: string;
  /** The fix, as a sentence of its own. */
  readonly fix: string;
}

const LONGEST_VALUE = 80;

function valueText(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}

/** A problem as one line, which begins with its place as compilers write it. */
export function problemText(problem: Problem): string {
  const place = problem.at === undefined ? "" : `${problem.at.file}:${problem.at.line}: `;
  const subject = "value" in problem ? `${problem.path} is ${valueText(problem.value)}, but` : problem.path;
  return `${place}${subject} ${problem.rule}. ${problem.fix}`;
}

/** Every problem of a stack's settings as one text, a line each. */
export function problemsText(problems: readonly Problem[]): string {
  const heading = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [`${heading} in the settings; nothing was changed:`, ...problems.map((p) => `  - ${problemText(p)}`)].join(
    "\n",
  );
}
