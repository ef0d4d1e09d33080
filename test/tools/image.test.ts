import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { collectorImage } from "../../tools/image/contents";
import { multiArchitecture, ociArchive, withoutSboms, type Descriptor } from "../../tools/image/oci";
import { parseTarget } from "../../tools/image/publish";
import { cycloneDx, parseBuildRecord } from "../../tools/image/sbom";

/** As `go version -m` prints it, tabs and all. */
const RECORD = [
  "/tmp/otelcol: go1.26.8",
  "\tpath\tgke-telemetry/otelcol",
  "\tmod\tgke-telemetry/otelcol\t(devel)\t",
  "\tdep\tgo.opentelemetry.io/collector/component\tv1.65.0\th1:one=",
  "\tdep\tgithub.com/old/module\tv1.0.0\th1:two=",
  "\t=>\tgithub.com/new/module\tv1.1.0\th1:three=",
  "\tdep\tgke-telemetry/distribution/remotewrite\tv0.0.0",
  "\t=>\t../../../distribution/remotewrite\t(devel)\t",
  "\tbuild\tCGO_ENABLED=0",
  "",
].join("\n");

const image = (architecture = "amd64") =>
  collectorImage({
    version: "0.159.0",
    architecture,
    program: Buffer.from("program"),
    record: parseBuildRecord(RECORD),
  });

const REFERENCE = "localhost/gke-telemetry/otelcol:0.159.0";
const digestOf = async (architecture?: string) => (await image(architecture)).descriptor.digest;

interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly subject?: Descriptor;
}

describe("the collector's own image", () => {
  let folder: string;

  /** Unpacks with the system's tar, which is another program than the one that packed it. */
  function unpack(flags: string, archive: Buffer, into: string): void {
    fs.mkdirSync(into, { recursive: true });
    const { status, stderr } = spawnSync("tar", [flags, "-f", "-", "-C", into], { input: archive, encoding: "utf8" });
    assert.equal(status, 0, stderr);
  }

  const blobFile = ({ digest }: Descriptor) => path.join(folder, "blobs", digest.replace(":", "/"));
  const readBlob = (descriptor: Descriptor) => JSON.parse(fs.readFileSync(blobFile(descriptor), "utf8")) as unknown;

  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "gke-telemetry-"));
    unpack("-x", await ociArchive(await image(), REFERENCE), folder);
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  it("has the same bytes twice, and other bytes for another processor", async () => {
    const archive = async () => ociArchive(await image(), REFERENCE);
    assert.deepEqual(await archive(), await archive());
    assert.notEqual(await digestOf(), await digestOf("arm64"));
  });

  it("has every part under its digest", () => {
    const names = fs.readdirSync(path.join(folder, "blobs", "sha256"));
    assert.ok(names.length >= 5);
    for (const name of names) {
      const content = fs.readFileSync(path.join(folder, "blobs", "sha256", name));
      assert.equal(createHash("sha256").update(content).digest("hex"), name);
    }
  });

  it("runs the program as the collector's user, with certificates and nothing else beside it", async () => {
    const index = JSON.parse(fs.readFileSync(path.join(folder, "index.json"), "utf8")) as { manifests: Descriptor[] };
    const [first] = index.manifests;
    assert.ok(first);
    assert.equal(first.digest, await digestOf());
    const { config, layers } = readBlob(first) as Manifest;
    const { config: settings } = readBlob(config) as { config: { User: string; Entrypoint: string[] } };
    assert.equal(settings.User, "10001:10001");
    assert.deepEqual(settings.Entrypoint, ["/otelcol-contrib"]);
    const root = path.join(folder, "root");
    assert.equal(layers.length, 1);
    for (const layer of layers) unpack("-xz", fs.readFileSync(blobFile(layer)), root);
    const all = fs.readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.deepEqual(all.map(({ name }) => name).sort(), ["ca-certificates.crt", "otelcol-contrib", "passwd"]);
    assert.equal(fs.statSync(path.join(root, "otelcol-contrib")).mode & 0o777, 0o755);
  });

  it("carries a bill of materials that names the image as its subject", async () => {
    const index = JSON.parse(fs.readFileSync(path.join(folder, "index.json"), "utf8")) as { manifests: Descriptor[] };
    const second = index.manifests[1];
    assert.ok(second);
    const { subject, layers } = readBlob(second) as Manifest;
    assert.equal(subject?.digest, await digestOf());
    const [sbom] = layers;
    assert.ok(sbom);
    assert.deepEqual(readBlob(sbom), cycloneDx({ name: "otelcol", version: "0.159.0" }, parseBuildRecord(RECORD)));
  });

  it("is one index for two architectures, with a bill of materials for each", async () => {
    const both = multiArchitecture([await image("amd64"), await image("arm64")]);
    const into = path.join(folder, "both");
    unpack("-x", await ociArchive(both, REFERENCE), into);
    const blobs = (digest: string) =>
      JSON.parse(fs.readFileSync(path.join(into, "blobs", digest.replace(":", "/")), "utf8")) as {
        manifests: Descriptor[];
      };
    const top = JSON.parse(fs.readFileSync(path.join(into, "index.json"), "utf8")) as { manifests: Descriptor[] };
    assert.equal(top.manifests.length, 3);
    assert.equal(top.manifests[0]?.annotations?.["io.containerd.image.name"], REFERENCE);
    const { manifests } = blobs(both.descriptor.digest);
    assert.deepEqual(
      manifests.map(({ platform, digest }) => [platform?.architecture, digest]),
      [
        ["amd64", await digestOf("amd64")],
        ["arm64", await digestOf("arm64")],
      ],
    );
  });

  it("is alone in the archive for kind, whose nodes unpack all that is in it", async () => {
    const into = path.join(folder, "kind");
    unpack("-x", await ociArchive(withoutSboms(await image()), REFERENCE), into);
    const { manifests } = JSON.parse(fs.readFileSync(path.join(into, "index.json"), "utf8")) as {
      manifests: Descriptor[];
    };
    assert.deepEqual(
      manifests.map(({ digest }) => digest),
      [await digestOf()],
    );
    assert.equal(fs.readdirSync(path.join(into, "blobs", "sha256")).length, 3);
  });

  it("goes to a registry and a path that the setting takes, and to no tag that moves", () => {
    assert.deepEqual(parseTarget("localhost:5000/otelcol"), { repository: "localhost:5000/otelcol" });
    assert.deepEqual(parseTarget("europe-docker.pkg.dev/acme/images/otelcol:1.2"), {
      repository: "europe-docker.pkg.dev/acme/images/otelcol",
      tag: "1.2",
    });
    for (const wrong of ["otelcol", "docker.io/a/b:latest", "https://docker.io/a/b", "docker.io/a/b:"])
      assert.throws(() => parseTarget(wrong), { message: new RegExp(`^--push ${wrong}: `) });
  });
});

describe("a bill of materials", () => {
  it("has Go's library and every module, and what replaced one in its place unless it is a folder", () => {
    const { components } = cycloneDx({ name: "otelcol", version: "0.159.0" }, parseBuildRecord(RECORD));
    assert.deepEqual(
      components.map(({ purl }) => purl),
      [
        "pkg:golang/stdlib@v1.26.8",
        "pkg:golang/go.opentelemetry.io/collector/component@v1.65.0",
        "pkg:golang/github.com/new/module@v1.1.0",
        "pkg:golang/gke-telemetry/distribution/remotewrite@v0.0.0",
      ],
    );
  });
});
