import assert from "node:assert/strict";
import { checkCollector } from "../../../collector/validation/validate";
import { gatewayConfig } from "../../../collector/gateway/config";
import type { CollectorConfig, JsonObject } from "../../../collector/common/model";
import { traceInput } from "../../harness/traceSettings";

const sampled = gatewayConfig(traceInput({ teams: [{ name: "shop", namespaces: ["shop"] }] }));
const gathered = gatewayConfig(traceInput({ sampling: { kind: "tail" } }));

function withExporter(config: CollectorConfig, id: string, changed: JsonObject): CollectorConfig {
  return { ...config, exporters: { ...config.exporters, [id]: { ...config.exporters[id], ...changed } } };
}

const JAEGER = "otlp_grpc/shop";
const SAMPLERS = "load_balancing/samplers";

const faults: Record<string, readonly [CollectorConfig, string]> = {
  "a queue that nothing bounds": [
    withExporter(sampled, JAEGER, { sending_queue: { enabled: true } }),
    "exporters.otlp_grpc/shop.sending_queue.sizer is not bytes, so that nothing bounds the memory of what waits.",
  ],
  "an exporter that gives up while there is room": [
    withExporter(sampled, JAEGER, { retry_on_failure: { enabled: true } }),
    "exporters.otlp_grpc/shop.retry_on_failure.max_elapsed_time is not 0s: what waits would be dropped while there is room.",
  ],
  "a team whose errors reach the sender": [
    {
      ...sampled,
      service: {
        ...sampled.service,
        pipelines: {
          ...sampled.service.pipelines,
          "traces/shop": { ...sampled.service.pipelines["traces/shop"]!, processors: ["filter/shop"] },
        },
      },
    },
    "service.pipelines.traces/shop has no batch: an error of its exporter would make the sender repeat what others took.",
  ],
  "traces that do not meet": [
    withExporter(gathered, SAMPLERS, { routing_key: "service" }),
    "exporters.load_balancing/samplers.routing_key is not traceID, so that the spans of a trace would not meet.",
  ],
  "a queue for one sampler": [
    withExporter(gathered, SAMPLERS, { protocol: { otlp: {} } }),
    "exporters.load_balancing/samplers.protocol.otlp.sending_queue.enabled is not false: what waits for one receiver would be lost with it.",
  ],
};

describe("the check of pipelines of spans", () => {
  for (const [fault, [config, sentence]] of Object.entries(faults))
    it(`finds ${fault}`, () => {
      assert.ok(checkCollector(config).includes(sentence), checkCollector(config).join("\n") || "no problem found");
    });
});
