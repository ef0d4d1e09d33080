/**
 * The objects that a plan's charts make: as Helm renders them where it and the chart are at hand, else as far as the
 * values say.
 */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import * as YAML from "yaml";
import { KUBERNETES_VERSION } from "../../../contract/images";
import type { Manifest } from "../../../policy/evidence/reading";
import { UserError } from "../../cli";
import { chartObjects, type PlannedObject, plannedObject } from "../../live/wanted";
import type { Plan, PlannedChart } from "../plan";

/** Folder with the collector's chart, for who has it beside a stack that names its public repository. */
const FOLDER_VARIABLE = "COLLECTOR_CHART_DIR";

interface ChartFile {
  readonly name?: string;
  readonly version?: string;
}

/** The folder of a chart that needs no network: its own path, or the one of the variable if it has this version. */
function folderOf({ chart, version }: PlannedChart): string | undefined {
  const isFolder = (folder: string) => fs.existsSync(path.join(folder, "Chart.yaml"));
  if (isFolder(chart)) return chart;
  const folder = process.env[FOLDER_VARIABLE];
  if (folder === undefined || folder === "" || !isFolder(folder)) return undefined;
  const file = YAML.parse(fs.readFileSync(path.join(folder, "Chart.yaml"), "utf8")) as ChartFile;
  return file.name === path.posix.basename(chart) && file.version === version ? folder : undefined;
}

const isHelmThere = () => spawnSync("helm", ["version", "--short"], { stdio: "ignore" }).status === 0;

/** Without it Helm takes the version that it was built for, which may be long past. */
const KUBERNETES = ["--kube-version", KUBERNETES_VERSION];

function renderedBy({ release, namespace, values }: PlannedChart, folder: string): Manifest[] {
  const args = ["template", release, folder, "--namespace", namespace, "--values", "-", ...KUBERNETES];
  const { status, stdout, stderr } = spawnSync("helm", args, { input: YAML.stringify(values), encoding: "utf8" });
  if (status !== 0) throw new UserError(`Helm cannot render the chart in ${folder} for ${release}: ${stderr.trim()}`);
  const manifests = YAML.parseAllDocuments(stdout).map((document) => document.toJS() as Manifest | null);
  return manifests.filter((manifest) => manifest !== null);
}

/**
 * The plan with what Helm makes of its charts. Where Helm or a chart is missing, nothing is added.
 *
 * @throws UserError where Helm refuses a chart's values
 */
export function withRenderedCharts(plan: Plan): Plan {
  const folders = plan.charts.flatMap((chart) => {
    const folder = folderOf(chart);
    return folder === undefined ? [] : [{ chart, folder }];
  });
  if (folders.length === 0 || !isHelmThere()) return plan;
  const rendered = folders.map(({ chart, folder }) => [chart.release, renderedBy(chart, folder)] as const);
  return { ...plan, renderedCharts: Object.fromEntries(rendered) };
}

interface ChartObjects {
  readonly source: "rendered by Helm" | "modelled by its values";
  readonly objects: readonly PlannedObject[];
}

/** The objects of a chart, by kind and name, and how far they are known. */
export function objectsOfChart({ renderedCharts }: Plan, chart: PlannedChart): ChartObjects {
  const rendered = renderedCharts?.[chart.release];
  // The model has the collectors' ConfigMaps too, which are the components' own.
  const modelled = () => chartObjects(chart).filter(({ kind }) => kind !== "ConfigMap");
  const objects = rendered ? rendered.map(plannedObject) : modelled();
  const order = ({ kind, name }: PlannedObject) => `${kind} ${name}`;
  return {
    source: rendered ? "rendered by Helm" : "modelled by its values",
    objects: [...objects].sort((a, b) => (order(a) < order(b) ? -1 : 1)),
  };
}
