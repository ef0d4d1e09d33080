/** Checks a chart folder on disk before anything is created from it. */
import * as fs from "node:fs";
import * as path from "node:path";
import * as YAML from "yaml";
import type { Problem } from "../problems";
import { PROJECT } from "../schema/settings";

/** Whether a chart setting is an address rather than a folder. */
function isChartAddress(chart: string): boolean {
  return /^(oci|https?):\/\//.test(chart);
}

/** The problems of the folder that a chart setting names; none where the setting is an address. */
export function chartFolderProblems(name: string, setting: string, chart: string | undefined): Problem[] {
  if (chart === undefined || isChartAddress(chart)) return [];
  const problem = (rule: string): Problem[] => [
    {
      path: `${PROJECT}:charts.${setting}`,
      value: chart,
      rule,
      fix: `Set it to a folder that holds the chart ${name} ("helm pull ${name} --untar" makes one), to the https:// address of a repository or archive, or to an oci:// address.`,
    },
  ];
  const file = path.resolve(chart, "Chart.yaml");
  if (!fs.existsSync(path.resolve(chart))) return problem("is not an existing folder");
  if (!fs.existsSync(file)) return problem("must contain a file Chart.yaml");
  try {
    const found = (YAML.parse(fs.readFileSync(file, "utf8")) as { name?: unknown } | null)?.name;
    return found === name ? [] : problem(`must contain the chart ${name}, but contains ${String(found)}`);
  } catch {
    return problem("must contain a readable Chart.yaml");
  }
}
