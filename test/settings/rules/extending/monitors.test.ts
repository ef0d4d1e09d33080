import assert from "node:assert/strict";
import { problemText } from "../../../../settings/problems";
import { validate } from "../../../../settings/validate";

function problemsOf(monitors: object, distribution: string): string[] {
  const cluster = { kind: "existing", name: "shop" };
  const settings = { environment: "dev", cluster, agent: { monitors }, collectorImage: { distribution } };
  return validate(settings, {}).problems.map(problemText);
}

describe("ServiceMonitors and PodMonitors", () => {
  it("are read by the project's own image", () => {
    assert.deepEqual(problemsOf({ enabled: true, acrossNamespaces: ["monitoring"] }, "gke-telemetry"), []);
  });

  it("are a problem with another image, which has no extension for them", () => {
    assert.match(
      problemsOf({ enabled: true }, "contrib").join(),
      /agent\.monitors\.enabled is true, but requires gke-telemetry:collectorImage\.distribution: gke-telemetry/,
    );
    assert.deepEqual(problemsOf({ enabled: false }, "contrib"), []);
  });
});
