/** Builds one pinned program from its Go module, in a throw-away module of its own. */
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseDocument } from "yaml";
import { runCommand } from "./processes";

export interface ModuleProgram {
  readonly version: string;
  /** Module and version, `path@version`. */
  readonly module: string;
  readonly package: string;
  /** File of this repository that is the program, where the module is a library. The package is then `.`. */
  readonly source?: string;
  /** Version that stands in for the modules which Kubernetes keeps in its own repository. */
  readonly stagingVersion?: string;
  /** `false` leaves the paths of the sources in. Default: they are trimmed. */
  readonly trimPath?: boolean;
  /** String variables that the linker sets; the version that a program prints is one. */
  readonly linkVariables?: Readonly<Record<string, string>>;
  /** Build tags. */
  readonly tags?: readonly string[];
  /**
   * Files that the program embeds and that its repository does not have, because a release makes them, such as a page's
   * scripts. They are made empty: nobody looks at the page here.
   */
  readonly emptyFiles?: readonly string[];
  /** Arguments with which it prints its version. Default: `--version`. */
  readonly versionArguments?: readonly string[];
}

const GO_ENVIRONMENT = { CGO_ENABLED: "0", GOFLAGS: "-mod=mod -buildvcs=false" };

async function go(folder: string, args: readonly string[]): Promise<string> {
  const { status, stdout, output } = await runCommand("go", args, {
    folder,
    environment: { ...process.env, ...GO_ENVIRONMENT },
  });
  if (status !== 0) {
    const lastLines = output.trimEnd().split("\n").slice(-15).join("\n");
    throw new Error(`go ${args.join(" ")} (in ${folder}) ended with status ${status}:\n${lastLines}`);
  }
  return stdout;
}

async function compile(
  folder: string,
  package_: string,
  binary: string,
  program: Partial<ModuleProgram>,
): Promise<void> {
  const variables = Object.entries(program.linkVariables ?? {}).map(([name, value]) => `-X ${name}=${value}`);
  const tags = program.tags ? ["-tags", program.tags.join(",")] : [];
  const flags = [
    ...(program.trimPath === false ? [] : ["-trimpath"]),
    ...tags,
    "-ldflags",
    ["-s -w", ...variables].join(" "),
  ];
  await go(folder, ["build", ...flags, "-o", `${binary}.new`, package_]);
  renameSync(`${binary}.new`, binary);
}

/** Downloads a module (`path@version`), unless it is there, and returns the folder of its sources. */
export async function moduleFolder(module: string, folder = "."): Promise<string> {
  return (JSON.parse(await go(folder, ["mod", "download", "-json", module])) as { Dir: string }).Dir;
}

/** The `replace` lines that the module's own go.mod has for its staging folders, which other modules do not inherit. */
async function stagingReplacements(folder: string, module: string, version: string): Promise<string[]> {
  const goMod = readFileSync(join(await moduleFolder(module, folder), "go.mod"), "utf8");
  return [...goMod.matchAll(/^\s+(\S+) => \.\/staging\//gm)].map(
    ([, path]) => `replace ${path ?? ""} => ${path ?? ""} ${version}`,
  );
}

/** A copy of the module that has `files` besides, and the `replace` line that builds it in the module's place. */
async function completedModule(folder: string, module: string, files: readonly string[]): Promise<string[]> {
  if (files.length === 0) return [];
  const copy = join(folder, "source");
  rmSync(copy, { recursive: true, force: true });
  cpSync(await moduleFolder(module, folder), copy, { recursive: true });
  await runCommand("chmod", ["-R", "u+w", copy]);
  for (const file of files) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), "");
  }
  return [`replace ${module.replace(/@.*/, "")} => ./source`];
}

/** Builds `program` into `binary`; `folder` holds its throw-away module. Takes seconds to minutes. */
export async function buildModule(folder: string, program: ModuleProgram, binary: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const goMod = join(folder, "go.mod");
  writeFileSync(goMod, "module throwaway\n\ngo 1.24.0\n");
  const replacements = [
    ...(program.stagingVersion ? await stagingReplacements(folder, program.module, program.stagingVersion) : []),
    ...(await completedModule(folder, program.module, program.emptyFiles ?? [])),
  ];
  if (replacements.length > 0)
    writeFileSync(goMod, ["module throwaway", "", "go 1.24.0", "", ...replacements, ""].join("\n"));
  if (program.source !== undefined) copyFileSync(program.source, join(folder, "main.go"));
  await go(folder, ["get", program.module]);
  await compile(folder, program.package, binary, program);
}

/** What a collector is built from: its manifest, and the source of this repository's modules that it names. */
export function collectorSources(manifest: string): Buffer[] {
  const text = readFileSync(manifest, "utf8");
  const folders = [...text.matchAll(/^ +path: (.+)$/gm)].map(([, folder = ""]) => folder);
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
  );
  const sources = files.filter((file) => /\.go$|go\.(mod|sum)$/.test(file) && !file.endsWith("_test.go"));
  return [manifest, ...sources.sort()].map((file) => readFileSync(file));
}

/** Builds the collector of a builder manifest into `binary`; `builder` is the collector builder's program. */
export async function buildCollector(folder: string, manifest: string, builder: string, binary: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const copy = parseDocument(readFileSync(resolve(manifest), "utf8"));
  copy.setIn(["dist", "output_path"], folder);
  const tags = copy.getIn(["dist", "build_tags"]);
  const copyFile = join(folder, "manifest.yaml");
  writeFileSync(copyFile, copy.toString());
  // Not in `folder`: the manifest's paths begin at the repository.
  const { status, output } = await runCommand(builder, ["--config", copyFile, "--skip-compilation"], {
    environment: { ...process.env, CGO_ENABLED: "0" },
  });
  if (status !== 0) throw new Error(`the collector builder ended with status ${status}:\n${output.slice(-2000)}`);
  await go(folder, ["mod", "tidy"]);
  await compile(folder, ".", binary, typeof tags === "string" ? { tags: tags.split(",") } : {});
}
