/**
 * Measures what a span takes in the memory of a gateway that gathers and of a sampler that waits, for
 * `BYTES_PER_SPAN`: `node tools/run.cjs test/traces/measureMemory.ts`.
 */
import { gatewayConfig } from "../../collector/gateway/config";
import type { CollectorConfig, JsonObject } from "../../collector/common/model";
import { samplerConfig } from "../../collector/sampler/config";
import { temporaryFolder } from "../../tools/files";
import { findPrograms } from "../programs/programs";
import { traceInput } from "../harness/traceSettings";
import { Collector } from "./collector";
import { Names, nextAddress } from "./names";
import { inParallel, traceId } from "./sender";

const TRACES = 5000;
const SERVICES = 5;
const SPANS_OF_SERVICE = 4;

const attributes = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    key: `${prefix}.attribute.${index}`,
    value: { stringValue: `value-of-some-length-${index}` },
  }));

/** A trace of five services as it comes from a gateway: four spans with each of their resources. */
function body(number: number): string {
  const id = traceId(number, 7);
  const resourceSpans = Array.from({ length: SERVICES }, (_, service) => ({
    resource: {
      attributes: [{ key: "service.name", value: { stringValue: `service-${service}` } }, ...attributes("k8s", 11)],
    },
    scopeSpans: [
      {
        scope: { name: "io.opentelemetry.some-instrumentation", version: "1.2.3" },
        spans: Array.from({ length: SPANS_OF_SERVICE }, (_, span) => ({
          traceId: id,
          spanId: (service * 16 + span + 1).toString(16).padStart(4, "0") + id.slice(0, 12),
          parentSpanId: `0001${id.slice(0, 12)}`,
          name: "GET /api/some/path",
          kind: 2,
          startTimeUnixNano: String(BigInt(Date.now()) * 1_000_000n),
          endTimeUnixNano: String(BigInt(Date.now()) * 1_000_000n),
          attributes: attributes("http", 8),
        })),
      },
    ],
  }));
  return JSON.stringify({ resourceSpans });
}

function waiting(config: CollectorConfig, processor: string, changed: JsonObject): CollectorConfig {
  const { memory_limiter: limiter } = config.processors;
  return {
    ...config,
    processors: {
      ...config.processors,
      memory_limiter: { ...limiter, limit_mib: 8192, spike_limit_mib: 1024 },
      [processor]: { ...config.processors[processor], ...changed },
    },
  };
}

async function heapMiB(collector: Collector): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 5000));
  return (await collector.sum("otelcol_process_runtime_heap_alloc_bytes")) / 1024 ** 2;
}

async function measure(name: string, config: CollectorConfig, address: string): Promise<void> {
  const { otelcol } = await findPrograms(["otelcol"]);
  const folder = temporaryFolder("trace-memory-");
  const options = { name, program: otelcol ?? "", folder, address, config, names: new Names(folder) };
  const collector = await new Collector({ ...options, environment: { GOGC: "5" } }).start();
  const idle = await heapMiB(collector);
  const numbers = Array.from({ length: TRACES }, (_, index) => index);
  await inParallel(numbers, 4, async (number) => {
    await fetch(`http://${address}:4318/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: body(number),
    });
  });
  const full = await heapMiB(collector);
  const spans = TRACES * SERVICES * SPANS_OF_SERVICE;
  const bytes = ((full - idle) * 1024 ** 2) / spans;
  console.log(
    `${name}: ${idle.toFixed(0)} MiB idle, ${full.toFixed(0)} MiB with ${spans} spans: ${bytes.toFixed(0)} bytes a span`,
  );
  collector.kill();
}

async function main(): Promise<void> {
  const input = traceInput({ sampling: { kind: "tail", decisionWaitSeconds: 10 }, spanMetrics: false });
  const sampler = samplerConfig(input);
  if (sampler === undefined) throw new Error("there is no sampler");
  const long = { decision_wait: "600s", num_traces: 100_000 };
  await measure("sampler", waiting(sampler, "tail_sampling", long), nextAddress());
  const gathering = { wait_duration: "600s", num_traces: 1_000_000 };
  await measure("gateway", waiting(gatewayConfig(input), "groupbytrace", gathering), nextAddress());
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
