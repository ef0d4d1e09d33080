/** The figures of a run as a table. */
import pins from "../../programs/pinnedPrograms.json";
import versions from "../../../contract/versions.json";
import type { FaultCase } from "../faultCase";
import { VARIANTS, type VariantName } from "../plan/plannedVariant";
import { type Cells, cellText, type Figures, type Results } from "./results";

const LEGEND = [
  "A cell says how many accepted samples were lost, of how many, and how many requests a second failed during the fault",
  "where the proxy before the store counted them (a closed port counts none). Scrapes come every second. All columns",
  "scrape the same kind of targets and write to a Prometheus with the same configuration; the chart's defaults have an",
  "exporter of which nothing but its address is set, and in the case of the memory limiter the same limit as ours.",
  "*Own image* is the project's collector with its exporter. The promise holds for every column of ours, unless its cell",
  "says what less is promised. It ends with the verdict of the certificate, which has to be true: it says that something",
  "is lost, perhaps or certainly, where something is, and that it is certainly only there.",
  "The processes run on one machine without Kubernetes: a volume is a folder, a pod's restart is a process's, the clock",
  "that jumps is that of an application that sends over OTLP, and the way to the store has neither encryption nor",
  "credentials, because the proxy on it has to read what passes.",
].join(" ");

const HEADINGS: Readonly<Record<VariantName, string>> = {
  contrib: "`memory`, contrib's image",
  memory: "`memory`, own image",
  durable: "`durable`, own image",
  chart: "chart defaults",
};

function cell({ without, exceptions = {} }: FaultCase, variant: VariantName, figures: Figures | undefined): string {
  if (!figures) return without?.[variant] ?? "not run";
  const reason = variant === "chart" ? undefined : exceptions[variant]?.reason;
  return reason === undefined ? cellText(figures) : `${cellText(figures)}; less is promised: ${reason}`;
}

function row(faultCase: FaultCase, cells: Cells | undefined): string {
  const { name, promise } = faultCase;
  const texts = VARIANTS.map((variant) => cell(faultCase, variant, cells?.[variant]));
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
