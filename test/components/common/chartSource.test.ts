import assert from "node:assert/strict";
import { chartSource } from "../../../components/common/chartSource";
import { CHARTS } from "../../../contract/images";

const { version, repository } = CHARTS["opentelemetry-collector"];

describe("source of the collector's chart", () => {
  it("is the public repository at the pinned version where nothing is set", () => {
    assert.deepEqual(chartSource(undefined), { chart: "opentelemetry-collector", version, repository });
  });

  it("is an oci:// address at the pinned version", () => {
    const address = "oci://registry.example.com/charts/opentelemetry-collector";
    assert.deepEqual(chartSource(address), { chart: address, version });
  });

  it("is another repository at the pinned version", () => {
    const mirror = "https://charts.example.com/otel";
    assert.deepEqual(chartSource(mirror), { chart: "opentelemetry-collector", version, repository: mirror });
  });

  it("is an archive as it is", () => {
    const archive = `https://charts.example.com/opentelemetry-collector-${version}.tgz`;
    assert.deepEqual(chartSource(archive), { chart: archive });
  });

  it("is a folder as it was written, with the version that it holds", () => {
    assert.deepEqual(chartSource("./charts/opentelemetry-collector"), { chart: "./charts/opentelemetry-collector" });
  });
});
