import assert from "node:assert/strict";
import { everyText } from "../../../collector/common/model";
import { sidecarConfig } from "../../../collector/sidecar/config";
import { traceMemory } from "../../../settings/sizing/traces";

describe("a sidecar's configuration", () => {
  it("takes data from its own pod alone", () => {
    const { receivers } = sidecarConfig("agent", traceMemory(96));
    const addresses = everyText(receivers).filter(({ text }) => /:\d+$/.test(text));
    assert.deepEqual(
      addresses.map(({ text }) => text),
      ["127.0.0.1:4317", "127.0.0.1:4318"],
    );
  });

  it("passes spans on to the agent, or straight to the gateway", () => {
    const exportersOf = (spans: "agent" | "gateway") => {
      const { pipelines } = sidecarConfig(spans, traceMemory(96)).service;
      return [pipelines["traces"]?.exporters, pipelines["metrics"]?.exporters];
    };
    assert.deepEqual(exportersOf("agent"), [["otlp_grpc/agent"], ["otlp_grpc/agent"]]);
    assert.deepEqual(exportersOf("gateway"), [["otlp_grpc/gateway"], ["otlp_grpc/agent"]]);
  });
});
