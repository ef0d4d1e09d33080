import assert from "node:assert/strict";
import { everyText } from "../../../collector/common/model";
import { POD_FIELDS, sidecarConfig } from "../../../collector/sidecar/config";
import { configurationProblems } from "../../../collector/validation/validate";
import { traceMemory } from "../../../settings/sizing/traces/traces";

describe("a sidecar's configuration", () => {
  it("has no problem", () => {
    for (const spans of ["agent", "gateway"] as const)
      assert.deepEqual(configurationProblems(sidecarConfig(spans, traceMemory(96)), Object.keys(POD_FIELDS)), []);
  });

  it("receives data only from its own pod", () => {
    const { receivers } = sidecarConfig("agent", traceMemory(96));
    const addresses = everyText(receivers).filter(({ text }) => /:\d+$/.test(text));
    assert.deepEqual(
      addresses.map(({ text }) => text),
      ["127.0.0.1:4317", "127.0.0.1:4318"],
    );
  });

  it("forwards spans to the agent, or to the gateway", () => {
    const exportersOf = (spans: "agent" | "gateway") => {
      const { pipelines } = sidecarConfig(spans, traceMemory(96)).service;
      return [pipelines["traces"]?.exporters, pipelines["metrics"]?.exporters];
    };
    assert.deepEqual(exportersOf("agent"), [["otlp_grpc/agent"], ["otlp_grpc/agent"]]);
    assert.deepEqual(exportersOf("gateway"), [["otlp_grpc/gateway_from_sidecar"], ["otlp_grpc/agent"]]);
  });

  it("has a problem if it would drop queued data", () => {
    const config = sidecarConfig("gateway", traceMemory(96));
    const impatient = { ...config.exporters["otlp_grpc/agent"], retry_on_failure: { enabled: true } };
    const problems = configurationProblems(
      { ...config, exporters: { ...config.exporters, "otlp_grpc/agent": impatient } },
      Object.keys(POD_FIELDS),
    );
    assert.match(problems.join("\n"), /exporters\.otlp_grpc\/agent\.retry_on_failure\.max_elapsed_time is not 0s/);
  });
});
