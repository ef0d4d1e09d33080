import assert from "node:assert/strict";
import * as fs from "node:fs";
import { parse } from "yaml";
import programs from "../programs/pinnedPrograms.json";
import { IMAGES } from "../../contract/images";
import renovate from "../../renovate.json";
import versions from "../../contract/versions.json";

/** What one of the custom managers finds, as `name version`. */
function found(description: string): string[] {
  const manager = renovate.customManagers.find((candidate) => candidate.description === description);
  assert.ok(manager, description);
  return manager.managerFilePatterns.flatMap((file) => {
    const text = fs.readFileSync(file, "utf8");
    return manager.matchStrings.flatMap((pattern) =>
      [...text.matchAll(new RegExp(pattern, "g"))].map(
        ({ groups }) => `${groups?.["depName"] ?? manager.depNameTemplate ?? ""} ${groups?.["currentValue"] ?? ""}`,
      ),
    );
  });
}

describe("renovate.json", () => {
  it("finds every chart and every image of contract/versions.json", () => {
    assert.deepEqual(
      found("Charts of contract/versions.json"),
      Object.entries(versions.charts).map(([name, { version }]) => `${name} ${version}`),
    );
    assert.deepEqual(
      found("Images of contract/versions.json"),
      Object.values(IMAGES).map(({ repository, tag }) => `${repository} ${tag}`),
    );
  });

  it("finds every plugin of Grafana", () => {
    assert.deepEqual(
      found("Plugins of Grafana of contract/versions.json"),
      Object.values(versions.grafanaPlugins).map(({ releases, version }) => `${releases} ${version}`),
    );
  });

  it("finds the collector's version in every file that has it", () => {
    const builder = "go.opentelemetry.io/collector/cmd/builder";
    const pinned = [programs.otelcol, programs["otelcol-chart-defaults"], programs.builder];
    const manifests = renovate.ocb.managerFilePatterns.map(
      (file) => parse(fs.readFileSync(file, "utf8")) as { dist: { version: string } },
    );
    const all = found("Version of the collectors that are built, and of their builder");
    assert.deepEqual(new Set(all), new Set([`${builder} ${IMAGES.collector.tag}`]));
    // The manifests' comments name the builder, and so does the builder's own module.
    assert.ok(all.length > manifests.length + pinned.length);
  });

  it("finds every program that is built from a module", () => {
    assert.deepEqual(
      found("Programs that are built from Go modules"),
      Object.values({ ...programs, ...versions.programs }).flatMap((program) =>
        "module" in program ? [program.module.replace("@", " ")] : [],
      ),
    );
  });
});
