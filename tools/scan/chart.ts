/** Renders the charts of a plan with Helm, and finds the collector chart's own examples for comparison. */
import * as fs from "node:fs";
import * as path from "node:path";
import { UserError, isOnPath } from "../cli";
import { writeWhole } from "../files";
import type { PlannedChart } from "../plan/plan";
import { runProgram } from "../image/program";
import { tell } from "../progress";

/** Kubernetes for which charts are rendered. */
const KUBERNETES_VERSION = "1.34.0";

async function helm(args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await runProgram("helm", args);
  if (status !== 0) throw new UserError(`helm ${args.join(" ")} ended with status ${String(status)}: ${stderr.trim()}`);
  return stdout;
}

/** Source of the chart: a folder, or the repository of the plan. */
function source(chart: PlannedChart, folder: string | undefined): string[] {
  if (folder !== undefined) return [folder];
  return [
    chart.chart,
    ...(chart.repository === undefined ? [] : ["--repo", chart.repository]),
    ...(chart.version === undefined ? [] : ["--version", chart.version]),
  ];
}

/**
 * Renders a plan's charts into a folder.
 *
 * @returns false where Helm is missing, and nothing was rendered
 */
export async function renderCharts(
  charts: readonly PlannedChart[],
  chartFolder: string | undefined,
  into: string,
): Promise<boolean> {
  if (!isOnPath("helm")) return false;
  for (const chart of charts) {
    tell(`Rendering chart ${chart.release}`);
    const values = path.join(into, `${chart.release}-values.json`);
    writeWhole(values, JSON.stringify(chart.values));
    // Without a cluster, Helm assumes the Kubernetes version for which it was built, which may be old.
    const where = ["--namespace", chart.namespace, "--kube-version", KUBERNETES_VERSION];
    const common = ["template", chart.release, ...source(chart, chartFolder), ...where];
    writeWhole(path.join(into, `${chart.release}.yaml`), await helm([...common, "--values", values]));
    fs.rmSync(values);
  }
  return true;
}

/** Folders with rendered examples in a chart's folder, by the example's name. */
export function renderedExamples(chartFolder: string): Record<string, string> {
  const examples = path.join(chartFolder, "examples");
  if (!fs.existsSync(examples)) return {};
  return Object.fromEntries(
    fs
      .readdirSync(examples)
      .sort()
      .map((name): [string, string] => [name, path.join(examples, name, "rendered")])
      .filter(([, folder]) => fs.existsSync(folder)),
  );
}
