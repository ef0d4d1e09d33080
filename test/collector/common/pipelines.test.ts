import assert from "node:assert/strict";
import type { ComponentId } from "../../../contract/collector/components";
import { collectorConfig, type Component, pipeline } from "../../../collector/common/pipelines";

const component = (id: ComponentId, settings = {}): Component => ({ id, settings });
const joint: Component = { id: "forward/joint", settings: {}, isConnector: true };

const config = (limiter: Component) =>
  collectorConfig({
    extensions: [component("health_check")],
    telemetry: {},
    pipelines: [
      pipeline("traces", [component("otlp")], [component("memory_limiter", { limit_mib: 1 })], [joint]),
      pipeline("traces/team", [joint], [limiter], [component("otlp_grpc/team")]),
    ],
  });

describe("a configuration built from pipelines", () => {
  it("defines every component that a pipeline uses, and no other", () => {
    const { service, ...sections } = config(component("memory_limiter", { limit_mib: 1 }));
    assert.deepEqual(sections, {
      extensions: { health_check: {} },
      receivers: { otlp: {} },
      processors: { memory_limiter: { limit_mib: 1 } },
      exporters: { "otlp_grpc/team": {} },
      connectors: { "forward/joint": {} },
    });
    assert.deepEqual(service.pipelines["traces/team"], {
      receivers: ["forward/joint"],
      processors: ["memory_limiter"],
      exporters: ["otlp_grpc/team"],
    });
  });

  it("is none where two pipelines want different settings of one component", () => {
    assert.throws(() => config(component("memory_limiter", { limit_mib: 2 })), /memory_limiter/);
  });
});
