import assert from "node:assert/strict";
import { agentConfig } from "../../../collector/agent/config";
import { problemText } from "../../../settings/problems";
import { seriesPerNamespace } from "../../../settings/sizing/series";
import { validate } from "../../../settings/validate";
import { agentInput, agentSettings, OWN_IMAGE } from "../../harness/agentSettings";

const series = (values: Record<string, unknown>) => seriesPerNamespace(agentSettings(values));

describe("the series that a namespace may have on a node", () => {
  it("are half of those for which agents and store are sized", () => {
    assert.equal(series({ samplesPerSecond: 2000, scrapeIntervalSeconds: 60 }), 60_000);
    assert.equal(series({ profile: "high" }), 300_000);
  });

  it("are enough for the stack's own parts where a node has few", () => {
    assert.equal(series({ samplesPerSecond: 10 }), 10_000);
  });

  it("are what the stack sets, in the exporter that keeps to it", () => {
    const { exporters } = agentConfig(agentInput({ seriesPerNamespace: 1234 }, {}, OWN_IMAGE));
    assert.deepEqual(exporters["durable_remote_write"]!["limits"], {
      attribute: "k8s.namespace.name",
      max_series: 1234,
    });
  });

  it("cannot be set for an image that limits nothing", () => {
    const problems = (more: Record<string, unknown>) => {
      const cluster = { kind: "existing", name: "test" };
      const settings = { environment: "test", cluster, agent: { seriesPerNamespace: 20_000 }, ...more };
      return validate(settings, {}).problems.map(problemText);
    };
    const [problem, ...others] = problems({});
    assert.deepEqual(others, []);
    assert.match(problem!, /^gke-telemetry:agent\.seriesPerNamespace is 20000, but requires .*: gke-telemetry/);
    assert.deepEqual(problems(OWN_IMAGE), []);
  });
});
