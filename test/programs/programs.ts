/**
 * The real programs that the tests run, each pinned in `pinnedPrograms.json`.
 *
 * A program is taken from the folder that `GKE_TELEMETRY_PROGRAMS` names, else from the cache, else built from its Go
 * module into the cache: `${XDG_CACHE_HOME:-~/.cache}/gke-telemetry`, where a program stays until its version (for the
 * collector: its manifest or the sources that this names; else a source of this repository) changes.
 */
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { buildCollector, buildModule, collectorSources, type ModuleProgram } from "./goBuild";
import { IMAGES } from "../../contract/images";
import { runCommand } from "./processes";
import pins from "./pinnedPrograms.json";

/** Not a program: the module with the discovery documents of Google's APIs. */
type Documents = "google-api";

export type ProgramName = Exclude<keyof typeof pins, Documents>;

/** Path of each program by its name. */
export type Programs = Readonly<Record<ProgramName, string>>;

export const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "gke-telemetry");

/** Where the collector's images have their program. */
export const COLLECTOR_PROGRAM = "/otelcol-contrib";

const GO_MISSING = [
  "Go is not on PATH, and it builds the programs that the acceptance tests run.",
  "Install Go 1.26 or newer (https://go.dev/doc/install),",
  "or name a folder that has the programs already: GKE_TELEMETRY_PROGRAMS=/path/to/folder.",
  "The cluster that KUBECONFIG names can stand in for etcd and kube-apiserver, and for these only.",
].join(" ");

/** Path of an executable on PATH, or undefined. */
export function onPath(command: string): string | undefined {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, command);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  }
  return undefined;
}

function cachedPath(name: ProgramName): string {
  const pin = pins[name];
  const sources =
    "manifest" in pin ? collectorSources(pin.manifest) : "source" in pin ? [readFileSync(pin.source)] : [];
  if (sources.length === 0) return join(CACHE, "bin", `${name}-${pin.version}`);
  const hash = createHash("sha256");
  for (const source of sources) hash.update(source);
  return join(CACHE, "bin", `${name}-${pin.version}-${hash.digest("hex").slice(0, 12)}`);
}

function providedPath(name: ProgramName): string | undefined {
  const folder = process.env.GKE_TELEMETRY_PROGRAMS;
  return folder && existsSync(join(folder, name)) ? join(folder, name) : undefined;
}

/** Whether `name` can be had on this machine without more than time. */
export function isAvailable(name: ProgramName): boolean {
  return providedPath(name) !== undefined || existsSync(cachedPath(name)) || onPath("go") !== undefined;
}

/**
 * A program that somebody else built has to be the pinned version: it says so itself, or its Go build record does. Of
 * Jaeger the version that stacks deploy counts too, which cannot be built from Go modules.
 */
async function checkVersion(name: ProgramName, path: string): Promise<void> {
  const pin = pins[name];
  const versionArguments: readonly string[] = "versionArguments" in pin ? pin.versionArguments : ["--version"];
  const { output } = await runCommand(path, versionArguments);
  const versions = name === "jaeger" ? [pin.version, IMAGES.jaeger.tag] : [pin.version];
  if (versions.some((version) => output.includes(version))) return;
  const record = "module" in pin ? `\t${pin.module.replace("@", "\t")}\t` : undefined;
  if (record && readFileSync(path).includes(record)) return;
  throw new Error(
    `${path} is not version ${pin.version} of ${name}, which these tests are pinned to: ${output.trim()}`,
  );
}

async function build(name: ProgramName, binary: string): Promise<void> {
  if (!onPath("go")) throw new Error(`${name} is missing. ${GO_MISSING}`);
  const pin = pins[name];
  const folder = join(CACHE, "modules", `${name}-${pin.version}`);
  if ("manifest" in pin) await buildCollector(folder, pin.manifest, await findProgram("builder"), binary);
  else await buildModule(folder, pin satisfies ModuleProgram, binary);
}

async function findProgram(name: ProgramName): Promise<string> {
  const provided = providedPath(name);
  if (provided) {
    await checkVersion(name, provided);
    console.log(`  ${name}: ${provided}`);
    return provided;
  }
  const binary = cachedPath(name);
  if (existsSync(binary)) {
    console.log(`  ${name} ${pins[name].version}: built before`);
    return binary;
  }
  console.log(`  ${name} ${pins[name].version}: building ...`);
  const start = Date.now();
  mkdirSync(join(CACHE, "bin"), { recursive: true });
  await build(name, binary);
  await checkVersion(name, binary);
  console.log(`  ${name} ${pins[name].version}: built in ${String(Math.round((Date.now() - start) / 1000))} s`);
  return binary;
}

/** Finds or builds the named programs, one after the other, and says what it does. */
export async function findPrograms(names: readonly ProgramName[]): Promise<Partial<Programs>> {
  console.log(`programs (cache: ${CACHE})`);
  const found: Partial<Record<ProgramName, string>> = {};
  for (const name of names) found[name] = await findProgram(name);
  return found;
}
