/** `npm run image [-- --push REGISTRY/PATH[:TAG] | --kind NAME] [--architecture ARCH,…] [--program FILE,…] [--out DIR]` */
import * as fs from "node:fs";
import * as path from "node:path";
import { stringify } from "yaml";
import { UsageError, UserError, runCommand } from "../cli";
import { makeFolder, writeWhole } from "../files";
import { tell } from "../progress";
import { aligned } from "../terminal";
import { buildCollector, manifestVersion } from "./build";
import { collectorImage } from "./contents";
import { goOutput } from "./go";
import { multiArchitecture, ociArchive, withoutSboms, type OciImage } from "./oci";
import { loadIntoKind, parseTarget, push, requireKind } from "./publish";
import { cycloneDx, parseBuildRecord } from "./sbom";

const USAGE = `Usage: npm run image [-- --push REGISTRY/PATH[:TAG] | --kind NAME] [--architecture ARCH,…] [--program FILE,…] [--out DIR]

Builds the collector of distribution/otelcol.yaml, and an image of it as an OCI archive. Needs Go, but no Docker.

  --push REGISTRY/PATH[:TAG]  push it, with its bill of materials (default tag: VERSION-DIGEST, another for each image);
                              logged in as \`docker login\` or \`gcloud auth configure-docker\` leave it
  --kind NAME                 load it into a kind cluster
  --architecture ARCH,…       of the nodes: amd64, arm64 or both in one image (default: amd64; with --kind
                              that of this machine, whose nodes are containers)
  --program FILE,…            collectors that were built already, one for each architecture
  --out DIR                   where archive and bills of materials go (default: out/image);
                              image.json beside them has the digests

With the setting cluster.imageRepository, a GKE stack makes a registry and says where:
  npm run image -- --push "$(pulumi stack output imageRepository --stack NAME)/otelcol"

Exit status: 0 fine, 1 if it could not be built, pushed or loaded, 2 wrong usage.`;

/** Repository of an image that is not pushed. No registry has this name. */
const LOCAL_REPOSITORY = "localhost/gke-telemetry/otelcol";

interface Arguments {
  readonly architecture?: string | undefined;
  readonly program?: string | undefined;
  readonly push?: string | undefined;
  readonly kind?: string | undefined;
  readonly out: string;
}

function architecturesOf({ architecture, kind }: Arguments): string[] {
  const nodes = kind !== undefined && process.arch === "arm64" ? "arm64" : "amd64";
  const architectures = (architecture ?? nodes).split(",");
  if (architectures.every((name) => ["amd64", "arm64"].includes(name))) return architectures;
  throw new UsageError(`--architecture ${architectures.join(",")}: amd64, arm64 or amd64,arm64.`);
}

/** Paths of the programs: those of `--program`, or new builds. */
async function programsOf({ program, out }: Arguments, architectures: readonly string[]): Promise<string[]> {
  if (program === undefined) return buildCollector(path.join(out, "build"), architectures);
  const files = program.split(",");
  if (files.length !== architectures.length)
    throw new UsageError(`--program ${program}: one file for each of ${architectures.join(", ")}.`);
  for (const file of files) if (!fs.existsSync(file)) throw new UserError(`--program ${file}: there is no such file.`);
  return files;
}

const writeJson = (file: string, value: unknown): void => {
  writeWhole(file, `${JSON.stringify(value, undefined, 2)}\n`);
};

const sbomFile = (out: string, architecture: string) => path.join(out, `sbom-${architecture}.cdx.json`);

/** The image of a program. Its bill of materials is also written to a file. */
async function imageOf(program: string, architecture: string, version: string, out: string): Promise<OciImage> {
  const record = parseBuildRecord(await goOutput(["version", "-m", program]));
  writeJson(sbomFile(out, architecture), cycloneDx({ name: "otelcol", version }, record));
  return collectorImage({ version, architecture, program: fs.readFileSync(program), record });
}

/** The setting with which a stack's collectors run the image. */
function setting(image: Readonly<Record<string, string>>): string {
  const text = stringify({ "gke-telemetry:collectorImage": image });
  return `Paste this into Pulumi.<stack>.yaml, below config:\n\n${text.replace(/^(?=.)/gm, "  ")}`;
}

async function main(given: Arguments): Promise<number> {
  const architectures = architecturesOf(given);
  if (given.push !== undefined && given.kind !== undefined) throw new UsageError("--push or --kind, not both.");
  if (given.kind !== undefined) requireKind();
  const target = given.push === undefined ? undefined : parseTarget(given.push);

  makeFolder(given.out);
  const version = manifestVersion();
  const images: OciImage[] = [];
  for (const [position, program] of (await programsOf(given, architectures)).entries())
    images.push(await imageOf(program, architectures[position] ?? "", version, given.out));
  const image = multiArchitecture(images);
  const { digest } = image.descriptor;

  const repository = target?.repository ?? LOCAL_REPOSITORY;
  const tag = target?.tag ?? `${version}-${digest.slice("sha256:".length).slice(0, 12)}`;
  const archive = path.join(given.out, `otelcol-${architectures.join("-")}.tar`);
  tell("Packing the image");
  const content = given.kind === undefined ? image : withoutSboms(image);
  writeWhole(archive, await ociArchive(content, `${repository}:${tag}`));
  if (target) await push(archive, digest, { repository, tag });
  if (given.kind !== undefined) await loadIntoKind(archive, given.kind);

  const parts = images.map(({ descriptor }, position) => {
    const architecture = architectures[position] ?? "";
    return { architecture, digest: descriptor.digest, sbom: sbomFile(given.out, architecture) };
  });
  writeJson(path.join(given.out, "image.json"), { repository, tag, digest, images: parts });

  const verdict = target ? "pushed" : given.kind === undefined ? "built" : `loaded into kind cluster ${given.kind}`;
  const rows: [string, string][] = [
    [verdict, `${repository}:${tag}`],
    ["digest", digest],
    ["architectures", architectures.join(", ")],
    ["archive", `${archive} (${Math.round(fs.statSync(archive).size / 1024 / 1024)} MiB)`],
    ["bills of materials", parts.map(({ sbom }) => sbom).join(", ")],
  ];
  process.stdout.write(`${aligned(rows, "").join("\n")}\n`);
  if (target) process.stdout.write(`\n${setting({ repository, tag, digest })}`);
  // `kind load` stores the image by its tag only.
  if (given.kind !== undefined) process.stdout.write(`\n${setting({ repository, tag })}`);
  return 0;
}

void runCommand({
  usage: USAGE,
  options: {
    architecture: { type: "string" },
    program: { type: "string" },
    push: { type: "string" },
    kind: { type: "string" },
    out: { type: "string", default: path.join("out", "image") },
  },
  run: main,
});
