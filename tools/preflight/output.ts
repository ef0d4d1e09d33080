/** A preflight for a person at a terminal. */
import { styler, wrapped } from "../terminal";
import { counted } from "../text";
import type { Finding } from "./finding";
import type { PreflightReport } from "./preflight";

function verdict({ findings, unseen }: PreflightReport): string {
  const problems = findings.filter(({ level }) => level === "problem").length;
  const warnings = findings.length - problems;
  return [
    problems === 0 ? "no problems" : counted(problems, "problem"),
    ...(warnings > 0 ? [counted(warnings, "warning")] : []),
    ...(unseen.length > 0 ? [`${unseen.length} not seen`] : []),
  ].join(", ");
}

const MARKS = { problem: "✗", warning: "!" } as const;
const COLOURS = { problem: "red", warning: "yellow" } as const;

/** The whole report as lines: the verdict, then each finding with its fix below it. */
export function preflightLines(report: PreflightReport, stream: NodeJS.WriteStream): string[] {
  const style = styler(stream);
  const { cluster, skipped, version, nodes, findings, unseen } = report;
  const hasProblem = findings.some(({ level }) => level === "problem");
  const colour = hasProblem ? "red" : findings.length > 0 ? "yellow" : "green";
  const about = [
    `Kubernetes ${(version ?? "").replace(/^v/, "")}`,
    ...(nodes === undefined ? [] : [counted(nodes, "node")]),
  ];
  const lines = ({ level, subject, text, fix }: Finding) => [
    ...wrapped(`  ${style(COLOURS[level], MARKS[level])} ${style("bold", subject)} ${text}.`, "    ", stream),
    ...wrapped(`    ${fix}`, "    ", stream),
  ];
  const title = style("bold", `Preflight of cluster ${cluster}`);
  if (skipped !== undefined)
    return [...wrapped(`${title}: skipped. ${skipped}`, "", stream), ...findings.flatMap(lines)];
  return [
    `${title} (${about.join(", ")}): ${style(colour, verdict(report))}`,
    ...findings.flatMap(lines),
    ...unseen.flatMap((text) => wrapped(`  ${style("dim", "?")} Not seen: ${text}.`, "    ", stream)),
  ];
}
