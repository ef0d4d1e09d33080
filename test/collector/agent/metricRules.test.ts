import assert from "node:assert/strict";
import { agentParts } from "../../../collector/agent/values";
import { collectorImage } from "../../../contract/images";
import { parseSettings } from "../../../settings/parse";
import { agentInput } from "../../harness/agentSettings";

describe("a rule of metrics without namespaces", () => {
  it("leaves the namespaces of the stack alone, whatever they are called", () => {
    const settings = parseSettings({
      environment: "test",
      cluster: { kind: "existing", name: "test" },
      namespaces: { monitoring: "metrics", existing: ["metrics"] },
      agent: { metricRules: [{ drop: "go_.*" }] },
    });
    const { remoteWrite } = agentInput();
    const { values } = agentParts(settings, { remoteWrite, image: collectorImage(undefined) });
    const text = JSON.stringify(values);
    for (const name of ["open-telemetry", "metrics", "node-exporter", "tracing"])
      assert.ok(text.includes(JSON.stringify(`!= "${name}"`).slice(1, -1)), name);
    assert.ok(!text.includes("[object"));
    assert.ok(!text.includes("monitoring"));
  });
});
