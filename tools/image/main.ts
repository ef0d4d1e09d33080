/** `npm run image [-- --architecture ARCH] [--program FILE] [--reference NAME:TAG] [--out DIR]` */
import * as fs from "node:fs";
import * as path from "node:path";
import { UsageError, UserError, runCommand } from "../cli";
import { aligned } from "../terminal";
import { buildCollector, goOutput, manifestVersion } from "./build";
import { archivedCollector } from "./contents";
import { cycloneDx, parseBuildRecord } from "./sbom";

const USAGE = `Usage: npm run image [-- --architecture ARCH] [--program FILE] [--reference NAME:TAG] [--out DIR]

Builds the collector of distribution/otelcol.yaml, and an image of it as an OCI archive. Needs Go, but no Docker.

  --architecture ARCH   processor of the nodes, amd64 or arm64 (default: amd64)
  --program FILE        use this collector instead of building one
  --reference NAME:TAG  name and tag of the image (default: gke-telemetry/otelcol:VERSION)
  --out DIR             folder for the archive and the bill of materials (default: out/image)

To push the image, use a tool of your registry, such as: skopeo copy oci-archive:out/image/otelcol-amd64.tar:NAME:TAG docker://REGISTRY/otelcol:TAG`;

interface Arguments {
  readonly architecture: string;
  readonly program?: string | undefined;
  readonly reference?: string | undefined;
  readonly out: string;
}

async function main({ architecture, program, reference, out }: Arguments): Promise<number> {
  if (!["amd64", "arm64"].includes(architecture))
    throw new UsageError(`--architecture ${architecture}: amd64 or arm64.`);
  if (program !== undefined && !fs.existsSync(program))
    throw new UserError(`--program ${program}: there is no such file.`);

  const version = manifestVersion();
  const say = (step: string) => process.stderr.write(`${step} ...\n`);
  const built = program ?? buildCollector(path.join(out, "build"), architecture, say);
  const record = parseBuildRecord(goOutput(["version", "-m", built]));
  const { archive, digest } = await archivedCollector({
    reference: reference ?? `gke-telemetry/otelcol:${version}`,
    version,
    architecture,
    program: fs.readFileSync(built),
    record,
  });

  fs.mkdirSync(out, { recursive: true });
  const archiveFile = path.join(out, `otelcol-${architecture}.tar`);
  const sbomFile = path.join(out, "sbom.cdx.json");
  fs.writeFileSync(archiveFile, archive);
  fs.writeFileSync(sbomFile, `${JSON.stringify(cycloneDx({ name: "otelcol", version }, record), undefined, 2)}\n`);
  const rows: [string, string][] = [
    ["archive", `${archiveFile} (${Math.round(archive.length / 1024 / 1024)} MiB)`],
    ["digest", digest],
    ["bill of materials", `${sbomFile} (${record.modules.length} modules, ${record.goVersion})`],
  ];
  process.stdout.write(`${aligned(rows, "").join("\n")}\n`);
  return 0;
}

void runCommand({
  usage: USAGE,
  options: {
    architecture: { type: "string", default: "amd64" },
    program: { type: "string" },
    reference: { type: "string" },
    out: { type: "string", default: path.join("out", "image") },
  },
  run: main,
});
