/** A report for a person at a terminal, or for a program. */
import { styler, wrapped } from "../terminal";
import { printable } from "../text";
import type { CategoryResult, Result } from "./examine";
import { exitCode, type Report, verdict } from "./report";

export const FORMATS = ["text", "short", "json"] as const;
export type Format = (typeof FORMATS)[number];

const COLOURS = ["green", "red", "yellow"] as const;

function headline(report: Report, stream: NodeJS.WriteStream): string {
  const style = styler(stream);
  const { cluster, stack, version, unreachable } = report;
  const title = style("bold", `Doctor of cluster ${printable(cluster)}`);
  if (unreachable !== undefined) return `${title}: ${verdict(report)}. ${printable(unreachable)}`;
  const about = [
    ...(stack === undefined ? [] : [`stack ${stack}`]),
    `Kubernetes ${printable((version ?? "").replace(/^v/, ""))}`,
  ].join(", ");
  return `${title} (${about}): ${style(COLOURS[exitCode(report)] ?? "red", verdict(report))}`;
}

function resultLines(result: Result, stream: NodeJS.WriteStream): string[] {
  const style = styler(stream);
  const line = (colour: "green" | "red" | "yellow" | "dim", mark: string) => `${style(colour, mark)} ${result.healthy}`;
  const indented = (text: string) => wrapped(`    ${printable(text)}`, "    ", stream);
  switch (result.state) {
    case "healthy":
      return [line("green", "√")];
    case "not asked":
      return [];
    case "unseen":
      return [line("yellow", "?"), ...indented(`not seen: ${result.why}`)];
    case "findings": {
      const isProblem = result.severity === "problem";
      return [
        line(isProblem ? "red" : "yellow", isProblem ? "×" : "‼"),
        // What several findings tell to type is told once.
        ...result.findings.flatMap(({ subject, text, fix }, index, all) => [
          ...indented(`${subject}: ${text}`),
          ...(all[index + 1]?.fix === fix ? [] : indented(fix)),
        ]),
        ...indented(`see ${result.hint}`),
      ];
    }
  }
}

function categoryLines({ title, results }: CategoryResult, stream: NodeJS.WriteStream): string[] {
  const lines = results.flatMap((result) => resultLines(result, stream));
  return lines.length === 0 ? [] : ["", styler(stream)("bold", title), "-".repeat(title.length), ...lines];
}

/** Why checks were left out, once each. */
function notAskedLines({ categories }: Report, stream: NodeJS.WriteStream): string[] {
  const notAsked = categories.flatMap(({ results }) =>
    results.flatMap((one) => (one.state === "not asked" ? [one] : [])),
  );
  const reasons = [...new Set(notAsked.map(({ why }) => why))];
  return reasons.flatMap((why) => {
    const count = notAsked.filter((one) => one.why === why).length;
    return ["", ...wrapped(styler(stream)("dim", `${count} more not asked: ${why}`), "  ", stream)];
  });
}

/** Only what is not healthy. */
function shortened(report: Report): Report {
  const categories = report.categories.map((category) => ({
    ...category,
    results: category.results.filter(({ state }) => state === "findings" || state === "unseen"),
  }));
  return { ...report, categories };
}

/** The report as lines: the verdict first. */
export function reportLines(report: Report, format: Format, stream: NodeJS.WriteStream): string[] {
  if (format === "json") return [JSON.stringify({ verdict: verdict(report), ...report }, undefined, 2)];
  const shown = format === "short" ? shortened(report) : report;
  return [
    ...wrapped(headline(report, stream), "  ", stream),
    ...shown.categories.flatMap((category) => categoryLines(category, stream)),
    ...(format === "short" ? [] : notAskedLines(report, stream)),
  ];
}
