import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { IMAGES } from "../../pins";
import programs from "../acceptance/pinnedPrograms.json";

interface Manifest {
  readonly dist: { readonly version: string };
  readonly [section: string]: unknown;
}

const manifest = parse(readFileSync("distribution/otelcol.yaml", "utf8")) as Manifest;

const modules = ["receivers", "processors", "exporters", "connectors", "extensions"]
  .flatMap((section) => manifest[section] as readonly { gomod: string }[])
  .map(({ gomod }) => gomod);

describe("the programs of the acceptance tests", () => {
  it("include a collector of the version that the stacks deploy", () => {
    assert.equal(manifest.dist.version, IMAGES.collector.tag);
    assert.equal(programs.otelcol.version, IMAGES.collector.tag);
    assert.equal(programs.builder.version, IMAGES.collector.tag);
  });

  it("are built of components of that version, but for those that lag behind", () => {
    const others = modules.filter((module) => !module.endsWith(` v${IMAGES.collector.tag}`));
    assert.deepEqual(others, [
      "github.com/open-telemetry/opentelemetry-collector-contrib/receiver/jaegerreceiver v0.158.0",
      "github.com/open-telemetry/opentelemetry-collector-contrib/receiver/zipkinreceiver v0.158.0",
    ]);
  });

  it("include Prometheus and node exporter of the versions that the stacks deploy", () => {
    assert.equal(`v${programs.prometheus.version}`, IMAGES.prometheus.tag);
    assert.equal(programs.promtool.version, programs.prometheus.version);
    assert.equal(`v${programs.node_exporter.version}`, IMAGES.nodeExporter.tag);
  });

  it("say the version that their modules have", () => {
    for (const [name, { version, ...program }] of Object.entries(programs)) {
      const moduleVersion = "module" in program ? program.module.split("@v")[1] : version;
      // Prometheus' module 0.313.2 is its release 3.13.2.
      const release = moduleVersion?.replace(/^0\.3(\d\d)\./, "3.$1.");
      assert.equal(release, version, name);
    }
  });
});
