import assert from "node:assert/strict";
import { configurationProblems } from "../../../collector/validation/validate";
import { spanClientTls } from "../../../contract/credentials/spanTls";
import { gatewayConfig } from "../../../collector/gateway/config";
import type { CollectorConfig, JsonObject } from "../../../collector/common/model";
import { agentConfig } from "../../../collector/agent/config";
import { agentInput } from "../../harness/agentSettings";
import { traceInput } from "../../harness/traceSettings";

const sampled = gatewayConfig(traceInput({ teams: [{ name: "shop", namespaces: ["shop"] }] }));
const gathered = gatewayConfig(traceInput({ sampling: { kind: "tail" } }));

function withExporter(config: CollectorConfig, id: string, changed: JsonObject): CollectorConfig {
  return { ...config, exporters: { ...config.exporters, [id]: { ...config.exporters[id], ...changed } } };
}

const byTrace = agentConfig({ ...agentInput(), traces: { sampling: "tail", protocols: [] } });

const JAEGER = "otlp_grpc/shop";
const GATEWAYS = "load_balancing/gateway";
const SAMPLERS = "load_balancing/samplers";

const faults: Record<string, readonly [CollectorConfig, string]> = {
  "a queue without a limit in bytes": [
    withExporter(sampled, JAEGER, { sending_queue: { enabled: true } }),
    "exporters.otlp_grpc/shop.sending_queue.sizer is not bytes: nothing would limit the memory of queued data.",
  ],
  "an exporter that drops data although its queue has room": [
    withExporter(sampled, JAEGER, { retry_on_failure: { enabled: true } }),
    "exporters.otlp_grpc/shop.retry_on_failure.max_elapsed_time is not 0s: queued data would be dropped although the queue has room.",
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
    "service.pipelines.traces/shop has no batch processor: an error of its exporter would make the sender repeat spans that other pipelines have accepted.",
  ],
  "traces that do not meet": [
    withExporter(gathered, SAMPLERS, { routing_key: "service" }),
    "exporters.load_balancing/samplers.routing_key is not traceID: the spans of a trace would go to different pods.",
  ],
  "spans in plain text": [
    withExporter(sampled, JAEGER, { tls: { insecure: true } }),
    "exporters.otlp_grpc/shop.tls.insecure is true: anybody on the way could read spans, or take them.",
  ],
  "a server that is not verified": [
    withExporter(sampled, JAEGER, { tls: { ...spanClientTls("jaeger"), insecure_skip_verify: true } }),
    "exporters.otlp_grpc/shop.tls.insecure_skip_verify is true: anybody on the way could read spans, or take them.",
  ],
  "a client without a certificate": [
    withExporter(gathered, SAMPLERS, { protocol: { otlp: { tls: { ca_file: "ca.crt" } } } }),
    "exporters.load_balancing/samplers.protocol.otlp.tls.cert_file is missing: the receiver admits only clients with a certificate.",
  ],
  "a time limit that ends the retries to one gateway": [
    withExporter(byTrace, GATEWAYS, { timeout: "5s" }),
    "exporters.load_balancing/gateway.timeout is 5s, and would end the retries of 15s to one receiver: all receivers would get their spans again.",
  ],
  "a queue for one sampler": [
    withExporter(gathered, SAMPLERS, { protocol: { otlp: {} } }),
    "exporters.load_balancing/samplers.protocol.otlp.sending_queue.enabled is not false: data queued for one receiver would be lost with it.",
  ],
};

describe("the check of pipelines of spans", () => {
  for (const [fault, [config, sentence]] of Object.entries(faults))
    it(`finds ${fault}`, () => {
      assert.ok(
        configurationProblems(config).includes(sentence),
        configurationProblems(config).join("\n") || "no problem found",
      );
    });
});
