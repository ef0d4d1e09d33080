/** Problems of settings, and their texts. */

/** A problem: path, value, the rule that is broken, and the fix. */
export interface Problem {
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

/** A problem as one line. */
export function problemText(problem: Problem): string {
  const subject = "value" in problem ? `${problem.path} is ${valueText(problem.value)}, but` : problem.path;
  return `${subject} ${problem.rule}. ${problem.fix}`;
}

/** Every problem of a stack's settings as one text, a line each. */
export function problemsText(problems: readonly Problem[]): string {
  const heading = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [`${heading} in the settings; nothing was changed:`, ...problems.map((p) => `  - ${problemText(p)}`)].join(
    "\n",
  );
}
