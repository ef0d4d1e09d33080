/** Builds the collector of `distribution/otelcol.yaml` with Go. */
import * as fs from "node:fs";
import * as path from "node:path";
import { parseDocument } from "yaml";
import { makeFolder, writeWhole } from "../files";
import { tell } from "../progress";
import { go } from "./go";

/** The builder's manifest. */
const MANIFEST_FILE = path.join("distribution", "otelcol.yaml");

/** Version of the collector that the manifest describes. */
export function manifestVersion(): string {
  return String(parseDocument(fs.readFileSync(MANIFEST_FILE, "utf8")).getIn(["dist", "version"]));
}

/**
 * Builds the collector.
 *
 * @param folder folder of the generated Go module and of the programs
 * @param architectures GOARCH of each program, such as amd64
 * @returns paths of the programs, in the order of the architectures
 */
export async function buildCollector(folder: string, architectures: readonly string[]): Promise<string[]> {
  const absolute = path.resolve(folder);
  fs.rmSync(absolute, { recursive: true, force: true });
  makeFolder(absolute);
  const manifest = parseDocument(fs.readFileSync(MANIFEST_FILE, "utf8"));
  manifest.setIn(["dist", "output_path"], absolute);
  const manifestFile = path.join(absolute, "manifest.yaml");
  writeWhole(manifestFile, manifest.toString());

  tell("Writing the collector's source");
  const builder = `go.opentelemetry.io/collector/cmd/builder@v${manifestVersion()}`;
  // The manifest's paths are relative to this folder.
  await go(".", ["run", builder, "--config", manifestFile, "--skip-compilation"]);
  await go(absolute, ["mod", "tidy"]);
  const tags = String(manifest.getIn(["dist", "build_tags"]));
  const programs: string[] = [];
  for (const architecture of architectures) {
    tell(`Compiling it for ${architecture}; the first time takes ten minutes or more`);
    const program = path.join(absolute, `otelcol-${architecture}`);
    const target = { GOOS: "linux", GOARCH: architecture };
    await go(absolute, ["build", "-trimpath", "-tags", tags, "-ldflags", "-s -w", "-o", program, "."], target);
    programs.push(program);
  }
  return programs;
}
