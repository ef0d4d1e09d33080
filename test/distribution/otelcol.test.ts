import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { CollectorConfig } from "../../collector/common/model";
import { sidecarConfig } from "../../collector/sidecar/config";
import { IMAGES } from "../../contract/images";
import { traceMemory } from "../../settings/sizing/traces/traces";
import { configured, EVERY_PART } from "../harness/configuredPlan";
import programs from "../programs/pinnedPrograms.json";

interface Manifest {
  readonly dist: { readonly version: string };
  readonly [section: string]: unknown;
}

/** A component of the manifest; one of this repository has a name, because its module has the name of its folder. */
interface Component {
  readonly gomod: string;
  readonly name?: string;
}

const manifest = parse(readFileSync("distribution/otelcol.yaml", "utf8")) as Manifest;

const modules = ["receivers", "processors", "exporters", "connectors", "extensions"]
  .flatMap((section) => manifest[section] as readonly Component[])
  .map(({ gomod }) => gomod);

/** Everything that a stack can ask of its collectors. */
const EVERYTHING = [EVERY_PART, { outageMinutes: 5, tracing: { sampling: { kind: "probabilistic", percent: 10 } } }];

/** Types of the components of a configuration, by the section of the manifest that brings them. */
function typesOf(config: CollectorConfig): string[] {
  const sections = ["receivers", "processors", "exporters", "connectors", "extensions"] as const;
  return sections.flatMap((section) => {
    const ids = Object.keys((config as unknown as Record<string, object>)[section] ?? {});
    return ids.map((id) => `${section} ${(id.split("/")[0] ?? "").replaceAll("_", "")}`);
  });
}

/** Type of a component by its module's name: `prometheusremotewriteexporter` is `prometheus_remote_write`. */
function typeOf(section: string, { gomod, name: given }: Component): string {
  const folder = given ?? /\/([a-z0-9]+) v/.exec(gomod)?.[1] ?? gomod;
  // The OTLP exporter over gRPC is called otlp_grpc since it has a sibling over HTTP.
  const name = folder.slice(0, folder.endsWith(section.slice(0, -1)) ? 1 - section.length : undefined);
  return `${section} ${section === "exporters" && name === "otlp" ? "otlpgrpc" : name}`;
}

async function usedTypes(): Promise<string[]> {
  const used = new Set<string>();
  for (const settings of EVERYTHING) {
    const { collectors, problems } = await configured(settings);
    assert.deepEqual(problems, []);
    for (const config of Object.values(collectors)) for (const type of typesOf(config)) used.add(type);
  }
  const memory = traceMemory(96);
  for (const spans of ["agent", "gateway"] as const)
    for (const type of typesOf(sidecarConfig(spans, memory))) used.add(type);
  return [...used].sort();
}

describe("the collector of distribution/otelcol.yaml", () => {
  it("has each component that a configuration can use, and no other", async () => {
    const sections = ["receivers", "processors", "exporters", "connectors", "extensions"] as const;
    const built = sections.flatMap((section) =>
      (manifest[section] as readonly Component[]).map((component) => typeOf(section, component)),
    );
    assert.deepEqual(built.sort(), await usedTypes());
  });
});

describe("the programs of the acceptance tests", () => {
  it("include a collector of the version that the stacks deploy", () => {
    assert.equal(manifest.dist.version, IMAGES.collector.tag);
    assert.equal(programs.otelcol.version, IMAGES.collector.tag);
    assert.equal(programs.builder.version, IMAGES.collector.tag);
  });

  it("are built of components of that version, but for those that lag behind and those of this repository", () => {
    const others = modules.filter((module) => !module.endsWith(` v${IMAGES.collector.tag}`));
    assert.deepEqual(others, [
      "github.com/open-telemetry/opentelemetry-collector-contrib/receiver/k8sobjectsreceiver v0.151.0",
      "github.com/open-telemetry/opentelemetry-collector-contrib/receiver/jaegerreceiver v0.158.0",
      "github.com/open-telemetry/opentelemetry-collector-contrib/receiver/zipkinreceiver v0.158.0",
      "gke-telemetry/distribution/monitors v0.0.0",
      "gke-telemetry/distribution/loglimiter v0.0.0",
      "gke-telemetry/distribution/remotewrite v0.0.0",
      "gke-telemetry/distribution/monitors v0.0.0",
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
