import assert from "node:assert/strict";
import { agentConfig } from "../../../../collector/agent/config";
import { at, objects } from "../../../../collector/common/model";
import { withQueueState } from "../../../../collector/agent/queue/telemetry";
import { agentInput } from "../../../harness/agentSettings";

describe("state of the queue", () => {
  const { telemetry } = agentConfig(agentInput()).service;

  it("is a label of every metric that an agent has of itself", () => {
    assert.deepEqual(at(telemetry, "resource", "attributes"), [{ name: "queue.state", value: "${env:QUEUE_STATE}" }]);
    const labels = objects(at(telemetry, "metrics", "readers")).map((reader) =>
      at(reader, "pull", "exporter", "prometheus", "with_resource_constant_labels"),
    );
    assert.deepEqual(labels, [{ included: ["queue.state"] }]);
  });

  it("leaves the rest of the section as it is", () => {
    const reader = { periodic: { interval: 1000 } };
    const section = { logs: { level: "warn" }, metrics: { level: "normal", readers: [reader] } };
    const { resource, ...others } = withQueueState(section);
    assert.notEqual(resource, undefined);
    assert.deepEqual(others, section);
  });
});
