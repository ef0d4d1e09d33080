import assert from "node:assert/strict";
import { problemText } from "../../../../settings/problems";
import { validate } from "../../../../settings/validate";

describe("an Autopilot cluster", () => {
  const problems = (settings: Record<string, unknown>, autopilot = true) =>
    validate(
      {
        environment: "test",
        cluster: { kind: "existing", name: "test", autopilot },
        metrics: { kind: "prometheus" },
        ...settings,
      },
      {},
    ).problems.map(problemText);
  const nodeExporter = { enabled: false };
  const durable = {
    nodeExporter,
    delivery: "durable",
    collectorImage: { distribution: "gke-telemetry" },
    agent: { samplesPerSecond: 50_000 },
  };

  it("is told what its admission would refuse, all at once, before anything is created", () => {
    const found = problems({ ...durable, nodeExporter: {}, agent: { hostNetwork: true, queueVolume: "hostPath" } });
    assert.deepEqual(
      found.map((text) => text.split(" ", 1)[0]),
      ["gke-telemetry:nodeExporter.enabled", "gke-telemetry:agent.hostNetwork", "gke-telemetry:agent.queueVolume"],
    );
    for (const text of found) assert.match(text, /Autopilot refuses pods .*\. Set gke-telemetry:/);
  });

  it("takes a queue on disk that fits a pod, and refuses one that does not, with the arithmetic", () => {
    assert.deepEqual(problems({ ...durable, outageMinutes: 30 }), []);
    const [found, ...others] = problems({ ...durable, outageMinutes: 120 });
    assert.deepEqual(others, []);
    assert.match(
      String(found),
      /^gke-telemetry:outageMinutes is 120, but needs an agent with \d+ MiB of ephemeral storage, .* at most 10240 MiB\. Lower /,
    );
  });

  it("refuses nothing of other clusters", () => {
    assert.deepEqual(problems({ ...durable, outageMinutes: 120, nodeExporter: { enabled: true } }, false), []);
  });
});
