/** A report of an examination, and what follows from it. */
import { counted } from "../text";
import type { CategoryResult, Result } from "./examine";

export interface Report {
  /** Name of the cluster in the settings, or the context of the kubeconfig. */
  readonly cluster: string;
  /** Absent without `--stack`. */
  readonly stack?: string;
  /** Why the cluster could not be asked, as a sentence; absent where it has answered. */
  readonly unreachable?: string;
  /** Version of its API server. */
  readonly version?: string;
  readonly categories: readonly CategoryResult[];
}

/** Exit codes: healthy, findings, and what could not be looked at. */
const EXIT = { healthy: 0, findings: 1, unseen: 2 } as const;

const resultsOf = ({ categories }: Report): Result[] => categories.flatMap(({ results }) => results);

const findingsOf = (result: Result) => (result.state === "findings" ? result.findings.length : 0);

/** Findings go before what could not be seen: they are certain. */
export function exitCode(report: Report): number {
  const results = resultsOf(report);
  if (results.some(({ state }) => state === "findings")) return EXIT.findings;
  return report.unreachable !== undefined || results.some(({ state }) => state === "unseen")
    ? EXIT.unseen
    : EXIT.healthy;
}

/** Such as `1 problem, 2 warnings, 3 not seen, 20 of 26 checks healthy`, or `not seen` of a cluster that does not answer. */
export function verdict(report: Report): string {
  if (report.unreachable !== undefined) return "not seen";
  const results = resultsOf(report);
  const count = (severity: Result["severity"]) =>
    results.filter((result) => result.severity === severity).reduce((sum, result) => sum + findingsOf(result), 0);
  const asked = results.filter(({ state }) => state !== "not asked");
  const [problems, warnings] = [count("problem"), count("warning")];
  const unseen = asked.filter(({ state }) => state === "unseen").length;
  const healthy = asked.filter(({ state }) => state === "healthy").length;
  if (healthy === asked.length) return `healthy, ${counted(healthy, "check")}`;
  return [
    ...(problems > 0 ? [counted(problems, "problem")] : []),
    ...(warnings > 0 ? [counted(warnings, "warning")] : []),
    ...(unseen > 0 ? [`${unseen} not seen`] : []),
    `${healthy} of ${counted(asked.length, "check")} healthy`,
  ].join(", ");
}
