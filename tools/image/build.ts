/** Builds the collector of `distribution/otelcol.yaml` with Go. */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { parseDocument } from "yaml";
import { UserError } from "../cli";

/** The builder's manifest. */
const MANIFEST_FILE = path.join("distribution", "otelcol.yaml");

/** No C library, so that the program runs without any file beside it. */
const ENVIRONMENT = { CGO_ENABLED: "0", GOOS: "linux", GOFLAGS: "-mod=mod -buildvcs=false" };

/** Runs Go and shows its stderr, because it takes minutes. */
function go(folder: string, architecture: string, args: readonly string[]): void {
  const { status, error } = spawnSync("go", args, {
    cwd: folder,
    env: { ...process.env, ...ENVIRONMENT, GOARCH: architecture },
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (error) throw new UserError("Go is not on PATH. Install Go 1.26 or newer: https://go.dev/doc/install");
  if (status !== 0) throw new UserError(`go ${args.join(" ")} (in ${folder}) ended with status ${String(status)}.`);
}

/** The stdout of `go`, without the trailing newline. */
export function goOutput(args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync("go", args, { encoding: "utf8" });
  if (error) throw new UserError("Go is not on PATH. Install Go 1.26 or newer: https://go.dev/doc/install");
  if (status !== 0) throw new UserError(`go ${args.join(" ")} ended with status ${String(status)}: ${stderr}`);
  return stdout.trimEnd();
}

/** Version of the collector that the manifest describes. */
export function manifestVersion(): string {
  return String(parseDocument(fs.readFileSync(MANIFEST_FILE, "utf8")).getIn(["dist", "version"]));
}

/**
 * Builds the collector.
 *
 * @param folder of the generated Go module and of the program
 * @param architecture GOARCH, such as amd64
 * @param say reports progress
 * @returns path of the program
 */
export function buildCollector(folder: string, architecture: string, say: (step: string) => void): string {
  const absolute = path.resolve(folder);
  fs.rmSync(absolute, { recursive: true, force: true });
  fs.mkdirSync(absolute, { recursive: true });
  const manifest = parseDocument(fs.readFileSync(MANIFEST_FILE, "utf8"));
  manifest.setIn(["dist", "output_path"], absolute);
  const manifestFile = path.join(absolute, "manifest.yaml");
  fs.writeFileSync(manifestFile, manifest.toString());

  say("writing the collector's source");
  const builder = `go.opentelemetry.io/collector/cmd/builder@v${manifestVersion()}`;
  // The builder runs here, whatever machine the collector is for, and in the folder that the manifest's paths begin at.
  const own = goOutput(["env", "GOHOSTARCH"]);
  go(".", own, ["run", builder, "--config", manifestFile, "--skip-compilation"]);
  go(absolute, own, ["mod", "tidy"]);
  say("compiling it; the first time takes ten minutes or more");
  const program = path.join(absolute, "otelcol");
  go(absolute, architecture, ["build", "-trimpath", "-ldflags", "-s -w", "-o", program, "."]);
  return program;
}
