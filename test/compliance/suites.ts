/** The senders' part of github.com/prometheus/compliance: which tests there are, and how they are run. */
import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";
import { UserError } from "../../tools/cli";
import type { Writer } from "../programs/scrapingAgent";
import { runCommand } from "../programs/processes";

export interface Suite {
  /** Commit of the tests; later ones may ask for something else. */
  readonly commit: string;
  readonly folder: string;
  /** Arguments of `go test` that select the tests. */
  readonly select: readonly string[];
}

/** The suite for 1.0 was removed from the repository, and the one for 2.0 reads no request of version 1.0. */
export const SUITES = {
  "2.0": { commit: "67b8327a2e93dc28f64d4b21bbce00b362f565d5", folder: "remotewrite/sender", select: ["-run=."] },
  "1.0": {
    commit: "aaed5cbefc0e7b0d4f20e337aa4eee0170895a1d",
    folder: "remote_write_sender",
    select: ["-tags=compliance", "-run=TestRemoteWrite/prometheus"],
  },
} as const satisfies Record<string, Suite>;

export type Version = keyof typeof SUITES;

/** Tests that run at the same time; most of their time they wait. */
const PARALLEL = 8;

async function run(command: string, args: readonly string[]): Promise<string> {
  const { status, output, stdout } = await runCommand(command, args);
  if (status !== 0)
    throw new UserError(`${command} ${args.join(" ")} ended with status ${status}:\n${output.slice(-2000)}`);
  return stdout;
}

/** Path at which the suite looks for its Prometheus before it downloads one. */
function programPath(sources: string): string {
  const text = readFileSync(join(sources, "targets", "prometheus.go"), "utf8");
  const release = /\/(prometheus-[\d.]+)\.\{\{\.OS\}\}/.exec(text)?.[1];
  if (release === undefined) throw new Error(`${sources} names no release of Prometheus`);
  return join(sources, "bin", `${release}.linux-${process.arch === "x64" ? "amd64" : process.arch}`);
}

/** A copy of the tests in which our sender stands in the place of Prometheus. */
async function prepare(checkout: string, suite: Suite, writer: Writer): Promise<string> {
  const copy = resolve("out", "compliance", `${writer}-${suite.commit.slice(0, 7)}`);
  mkdirSync(copy, { recursive: true });
  const archive = join(copy, "tests.tar");
  await run("git", ["-C", checkout, "archive", "--output", archive, suite.commit, suite.folder]);
  await run("tar", ["-xf", archive, "-C", copy]);
  const sources = join(copy, suite.folder);
  const program = programPath(sources);
  buildSync({
    ...{ bundle: true, platform: "node", target: "node20", format: "cjs" },
    entryPoints: ["test/compliance/sender.ts"],
    outfile: program,
    banner: { js: "#!/usr/bin/env node" },
  });
  chmodSync(program, 0o755);
  return sources;
}

/** Runs the tests of a version against a writer; returns what `go test -json` wrote. */
export async function runSuite(checkout: string, version: Version, writer: Writer, otelcol: string): Promise<string> {
  const suite: Suite = SUITES[version];
  const folder = await prepare(checkout, suite, writer);
  const args = ["test", "-json", "-count=1", "-timeout=60m", `-parallel=${PARALLEL}`, ...suite.select];
  const environment = { ...process.env, GOFLAGS: "-mod=mod", OTELCOL: otelcol, WRITER: writer, VERSION: version };
  // Its status is that of the tests: what failed is in the output.
  const { stdout, output } = await runCommand("go", args, { folder, environment });
  // The last line is about the package as a whole, unless the tests ended on the way.
  if (!/"Action":"(pass|fail)".*"Elapsed"/.test(stdout.trimEnd().split("\n").at(-1) ?? ""))
    throw new UserError(`go ${args.join(" ")} in ${folder}:\n${output.slice(-2000)}`);
  return stdout;
}
