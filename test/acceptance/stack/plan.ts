/** The plan of a stack, made by the command that people run and read back from its files. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { KubernetesObject } from "../cluster/kubernetes";
import { runCommand } from "../../programs/processes";

export interface PlannedChart {
  readonly release: string;
  readonly namespace: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly valuesFile: string;
}

export interface StackPlan {
  /** Every object of `manifests/`, namespaces first. */
  readonly manifests: readonly KubernetesObject[];
  /** Path of each role's collector configuration. */
  readonly collectors: Readonly<Record<string, string>>;
  readonly charts: readonly PlannedChart[];
}

const readYaml = (file: string) => parse(readFileSync(file, "utf8")) as unknown;

/** Runs `npm run plan` for a stack, with its files in `folder`; `stackFile` stands in for the stack's own settings. */
export async function planStack(stack: string, folder: string, stackFile?: string): Promise<StackPlan> {
  const args = ["run", "--silent", "plan", "--", "--stack", stack, "--out", folder];
  const { status, output } = await runCommand("npm", stackFile ? [...args, "--config", stackFile] : args);
  if (status !== 0) throw new Error(`npm ${args.join(" ")} ended with status ${status}:\n${output}`);

  const files = (name: string) => readdirSync(join(folder, name)).map((file) => join(folder, name, file));
  const manifests = files("manifests").map((file) => readYaml(file) as KubernetesObject);
  return {
    manifests: [
      ...manifests.filter(({ kind }) => kind === "Namespace"),
      ...manifests.filter(({ kind }) => kind !== "Namespace"),
    ],
    collectors: Object.fromEntries(
      files("collector").map((file) => [file.replace(/^.*\//, "").replace(/\.yaml$/, ""), file]),
    ),
    charts: files("charts").map((chart) => {
      const { release, namespace } = JSON.parse(readFileSync(join(chart, "chart.json"), "utf8")) as PlannedChart;
      const valuesFile = join(chart, "values.yaml");
      return { release, namespace, valuesFile, values: readYaml(valuesFile) as PlannedChart["values"] };
    }),
  };
}
