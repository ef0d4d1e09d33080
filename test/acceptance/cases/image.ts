import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { findPrograms, onPath } from "../../programs/programs";
import { type ManagedProcess, runCommand, startProcess } from "../../programs/processes";
import { environment } from "../environment";

interface Descriptor {
  readonly digest: string;
  readonly mediaType: string;
  readonly platform?: { readonly architecture: string };
}

interface Manifest {
  readonly manifests: readonly Descriptor[];
  readonly layers: readonly Descriptor[];
  readonly subject: Descriptor;
}

/** The command reads what Go recorded in the programs, and runs its registry client with Go. */
if (onPath("go"))
  describe("npm run image", () => {
    let registry: ManagedProcess;
    let host = "";
    let crane = "";
    let output = "";

    const pulled = async (what: string, reference: string) => {
      const { status, stdout } = await runCommand(crane, [what, reference]);
      assert.equal(status, 0, reference);
      return stdout;
    };
    const manifest = async (reference: string) => JSON.parse(await pulled("manifest", reference)) as Manifest;

    before(async function () {
      this.timeout(0);
      crane = (await findPrograms(["crane"])).crane ?? "";
      const folder = join(environment().folder, "image");
      mkdirSync(folder, { recursive: true });
      registry = startProcess("registry", crane, ["registry", "serve", "--address", "127.0.0.1:0"], { folder });
      let port: string | undefined;
      while ((port = /serving on port (\d+)/.exec(registry.tail())?.[1]) === undefined) {
        assert.equal(registry.ended(), undefined, registry.tail());
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      host = `127.0.0.1:${port}`;
      // Any Go program will do; the collector's own takes minutes to compress.
      const built = ["--program", `${crane},${crane}`, "--architecture", "amd64,arm64"];
      const options = [...built, "--push", `${host}/telemetry/otelcol`, "--out", join(folder, "out")];
      const result = await runCommand("node", ["tools/run.cjs", "tools/image/main.ts", ...options]);
      assert.equal(result.status, 0, result.output);
      output = result.stdout;
    });

    after(() => registry.stop());

    /** The setting that the command prints. */
    const setting = () => {
      const yaml = parse(output.slice(output.indexOf("  gke-telemetry:"))) as {
        readonly "gke-telemetry:collectorImage": { repository: string; tag: string; digest: string };
      };
      return yaml["gke-telemetry:collectorImage"];
    };

    it("prints the setting by which the registry finds the image, under tag and digest", async () => {
      const { repository, tag, digest } = setting();
      assert.equal(repository, `${host}/telemetry/otelcol`);
      assert.equal((await pulled("digest", `${repository}:${tag}`)).trim(), digest);
      const index = await pulled("manifest", `${repository}@${digest}`);
      assert.equal(`sha256:${createHash("sha256").update(index).digest("hex")}`, digest);
      assert.match(output, new RegExp(`^pushed +${repository}:${tag}$`, "m"));
    });

    it("pushes every architecture, and for each a bill of materials as referrer", async () => {
      const { repository, digest } = setting();
      const { manifests } = await manifest(`${repository}@${digest}`);
      assert.deepEqual(
        manifests.map(({ platform }) => platform?.architecture),
        ["amd64", "arm64"],
      );
      for (const image of manifests) {
        // Where a registry has no list of referrers, clients keep it under a tag of this form.
        const { manifests: referrers } = await manifest(`${repository}:${image.digest.replace(":", "-")}`);
        const [sbom] = referrers;
        assert.ok(sbom);
        const { subject, layers } = await manifest(`${repository}@${sbom.digest}`);
        assert.equal(subject.digest, image.digest);
        assert.deepEqual(
          layers.map(({ mediaType }) => mediaType),
          ["application/vnd.cyclonedx+json"],
        );
      }
    });

    it("leaves the digests for other programs", () => {
      const { repository, tag, digest } = setting();
      const written = JSON.parse(readFileSync(join(environment().folder, "image", "out", "image.json"), "utf8")) as {
        images: readonly { architecture: string; sbom: string }[];
      };
      assert.deepEqual({ ...written, images: [] }, { repository, tag, digest, images: [] });
      for (const { architecture, sbom } of written.images) assert.ok(sbom.endsWith(`sbom-${architecture}.cdx.json`));
    });

    it("leaves nothing out that a node pulls", async () => {
      const { repository, digest } = setting();
      const { status, output: text } = await runCommand(crane, ["validate", "--remote", `${repository}@${digest}`]);
      assert.equal(status, 0, text);
    });

    it("loads an image for this machine's processor into kind, and prints the setting without a digest", async () => {
      const folder = join(environment().folder, "image");
      const kind = join(folder, "kind");
      writeFileSync(kind, `#!/bin/sh\necho "$@" > ${kind}.arguments\n`, { mode: 0o755 });
      const options = ["--program", crane, "--kind", "test", "--out", join(folder, "loaded")];
      const result = await runCommand("node", ["tools/run.cjs", "tools/image/main.ts", ...options], {
        environment: { ...process.env, PATH: `${folder}:${process.env.PATH ?? ""}` },
      });
      assert.equal(result.status, 0, result.output);
      const archive = join(folder, "loaded", `otelcol-${process.arch === "arm64" ? "arm64" : "amd64"}.tar`);
      assert.equal(readFileSync(`${kind}.arguments`, "utf8"), `load image-archive ${archive} --name test\n`);
      assert.match(result.stdout, /repository: localhost\/gke-telemetry\/otelcol\n {4}tag: [\w.-]+\n$/);
    });
  });
