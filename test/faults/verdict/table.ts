/** Writes the figures of a run into the document, between its marks. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import pins from "../../programs/pinnedPrograms.json";
import versions from "../../../contract/versions.json";
import type { FaultCase } from "../faultCase";
import { VARIANTS, type VariantName } from "../plan/plannedVariant";
import { type Cells, cellText, type Results } from "./results";

const DOCUMENT = resolve("docs", "reliability.md");
const BEGIN = "<!-- faults:begin -->";
const END = "<!-- faults:end -->";

const LEGEND = [
  "A cell says how many accepted samples were lost, of how many, and how many requests a second failed during the fault",
  "where the proxy before the store counted them (a closed port counts none). Scrapes come every second. All columns",
  "scrape the same kind of targets and write to a Prometheus with the same configuration; the chart's defaults have an",
  "exporter of which nothing but its address is set, and in the case of the memory limiter the same limit as ours.",
  "The processes run on one machine without Kubernetes: a volume is a folder, a pod's restart is a process's, the clock",
  "that jumps is that of an application that sends over OTLP, and the way to the store has neither encryption nor",
  "credentials, because the proxy on it has to read what passes.",
].join(" ");

const HEADINGS: Readonly<Record<VariantName, string>> = {
  memory: "ours, `memory`",
  durable: "ours, `durable`",
  chart: "chart defaults",
};

function row({ name, promise, without }: FaultCase, cells: Cells | undefined): string {
  const texts = VARIANTS.map((variant) => {
    const figures = cells?.[variant];
    if (figures) return cellText(figures);
    return without?.[variant] ?? "not run";
  });
  return `| ${[name, promise, ...texts].join(" | ")} |`;
}

/** The table as Markdown. */
export function faultTable(cases: readonly FaultCase[], results: Pick<Results, "cells">, date: string): string {
  const { otelcol, prometheus } = pins;
  const chart = versions.charts["opentelemetry-collector"].version;
  const headings = ["case", "promise of ours", ...VARIANTS.map((variant) => HEADINGS[variant])];
  return [
    `Collector ${otelcol.version}, Prometheus ${prometheus.version}, defaults of chart ${chart}; ${date}. Made by \`npm run test:faults\`.`,
    "",
    LEGEND,
    "",
    `| ${headings.join(" | ")} |`,
    `| ${headings.map(() => "---").join(" | ")} |`,
    ...cases.map((faultCase) => row(faultCase, results.cells(faultCase.name))),
  ].join("\n");
}

/** Puts the table into the document, which is created where it is missing. */
export function writeTable(table: string): void {
  const text = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, "utf8") : `# Reliability\n\n${BEGIN}\n${END}\n`;
  const [before, after] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (before === -1 || after < before) throw new Error(`${DOCUMENT} has no marks ${BEGIN} and ${END}`);
  writeFileSync(DOCUMENT, `${text.slice(0, before)}${BEGIN}\n\n${table}\n\n${text.slice(after)}`);
}
