/** Writes a plan as files, for reviewers, tests and other tools. Same plan, byte-equal files. */
import * as fs from "node:fs";
import * as path from "node:path";
import * as YAML from "yaml";
import { configurationText } from "../../collector/common/configurationMap";
import { objectsOfChart } from "./output/chartObjects";
import type { Compared } from "./change/compared";
import { CHART_OBJECTS, chartObjectsFile, isKubernetesObject, resourceFile } from "./output/fileNames";
import { planJson } from "./output/json";
import { planMarkdown } from "./output/markdown";
import { planPage } from "./page/page";
import type { Plan } from "./plan";
import { replaceFiles } from "../files";

const yamlText = (value: unknown) => YAML.stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
const jsonText = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;

/** The files of what a plan is made of, by path within the plan's folder. */
export function partFiles(plan: Pick<Plan, "collectors" | "resources" | "charts">): Record<string, string> {
  const files: [string, string][] = [
    ...Object.entries(plan.collectors).map(([role, config]): [string, string] => [
      `collector/${role}.yaml`,
      configurationText(config),
    ]),
    ...plan.resources.flatMap((resource): [string, string][] => {
      const file = isKubernetesObject(resource) ? resourceFile(resource) : undefined;
      return file === undefined ? [] : [[file, yamlText(resource.inputs)]];
    }),
    ...plan.charts.flatMap(({ values, ...chart }): [string, string][] => [
      [`charts/${chart.release}/chart.json`, jsonText(chart)],
      [`charts/${chart.release}/values.yaml`, yamlText(values)],
    ]),
  ];
  return Object.fromEntries(files);
}

/** Every file of a plan by its path within the plan's folder. */
export function planFiles(plan: Plan): Record<string, string> {
  return { "plan.json": planJson(plan), "plan.md": planMarkdown(plan), ...partFiles(plan) };
}

/** Files and folders of a plan. Other files in its folder are not changed, because users choose the folder. */
const PARTS = ["plan.json", "plan.md", "collector", "manifests", "charts"];

/**
 * Reads the files of a plan that was written into a folder, as `planFiles` has them; empty where there is none. What is
 * for people alone is not among them.
 */
export function readPlanFiles(folder: string): Record<string, string> {
  if (!fs.existsSync(path.join(folder, "plan.json"))) return {};
  const entries = PARTS.flatMap((part) => {
    const found = path.join(folder, part);
    if (!fs.existsSync(found)) return [];
    if (!fs.statSync(found).isDirectory()) return [part];
    const names = fs.readdirSync(found, { recursive: true, encoding: "utf8" });
    return names
      .map((name) => path.join(part, name))
      .filter((file) => fs.statSync(path.join(folder, file)).isFile() && path.basename(file) !== CHART_OBJECTS);
  });
  return Object.fromEntries(entries.map((file) => [file, fs.readFileSync(path.join(folder, file), "utf8")]));
}

/** The objects of each chart, after a line that says how far they are known. Plans are compared by its values. */
function chartObjectFiles(plan: Plan): Record<string, string> {
  const files = plan.charts.map((chart): [string, string] => {
    const { source, objects } = objectsOfChart(plan, chart);
    const documents = objects.map(({ manifest }) => yamlText(manifest));
    return [chartObjectsFile(chart.release), [`# Objects of the chart, ${source}.\n`, ...documents].join("---\n")];
  });
  return Object.fromEntries(files);
}

/** The page: for people, so that two plans are not compared by it. */
const PAGE = "index.html";

/** Removes an earlier plan from a folder. */
export function removePlan(folder: string): void {
  for (const part of [...PARTS, PAGE]) fs.rmSync(path.join(folder, part), { recursive: true, force: true });
}

/**
 * Writes a plan and its page in place of an earlier one.
 *
 * @param compared what it changes, for the page
 */
export function writePlan(plan: Plan, folder: string, compared?: Compared): void {
  const files = planFiles(plan);
  replaceFiles(folder, { ...files, ...chartObjectFiles(plan), [PAGE]: planPage(plan, files, compared) }, [
    ...PARTS,
    PAGE,
  ]);
}
