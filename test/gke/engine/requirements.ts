/** What these tests need of the machine, and where to get it. */
import { readFileSync } from "node:fs";
import { runCommand } from "../../programs/processes";
import { onPath } from "../../programs/programs";

const PROGRAMS: Readonly<Record<string, string>> = {
  pulumi: "the engine: https://www.pulumi.com/docs/install/",
  kubectl: "https://kubernetes.io/docs/tasks/tools/",
  go: "it downloads Google's discovery documents: https://go.dev/doc/install",
};

const PLUGINS = ["gcp", "kubernetes", "random", "tls"] as const;

/** Version of a plugin: that of its package. */
function versionOf(plugin: string): string {
  const file = require.resolve(`@pulumi/${plugin}/package.json`);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

async function isInstalled(plugin: string, version: string): Promise<boolean> {
  if (onPath(`pulumi-resource-${plugin}`) !== undefined) return true;
  const { status, stdout } = await runCommand("pulumi", ["plugin", "ls", "--json"]);
  const installed = status === 0 ? (JSON.parse(stdout) as { name: string; version?: string }[]) : [];
  return installed.some((found) => found.name === plugin && found.version === version);
}

/** One line for each thing that is missing. */
export async function missingRequirements(): Promise<string[]> {
  const programs = Object.entries(PROGRAMS)
    .filter(([program]) => onPath(program) === undefined)
    .map(([program, get]) => `${program}: ${get}`);
  const kubeconfig = process.env["KUBECONFIG"] ? [] : ["KUBECONFIG: a file that names a cluster for tests"];
  if (programs.length > 0) return [...programs, ...kubeconfig];
  const plugins: string[] = [];
  for (const plugin of PLUGINS) {
    const version = versionOf(plugin);
    if (!(await isInstalled(plugin, version)))
      plugins.push(`plugin ${plugin}: pulumi plugin install resource ${plugin} ${version}`);
  }
  return [...plugins, ...kubeconfig];
}
