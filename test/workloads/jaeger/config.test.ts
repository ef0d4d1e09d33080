import assert from "node:assert/strict";
import { jaegerConfig } from "../../../workloads/jaeger/config";
import type { TraceStorageSettings } from "../../../settings/schema/tracing";

const MEMORY: TraceStorageSettings = { kind: "memory", maxTraces: 20_000 };
const VOLUME: TraceStorageSettings = { kind: "volume", sizeGiB: 10, retentionHours: 48 };

const config = (storage: TraceStorageSettings) => jaegerConfig({ storage, memoryLimiterMiB: 1000 });

describe("Jaeger's configuration", () => {
  it("keeps the given number of traces in memory", () => {
    assert.deepEqual(config(MEMORY).extensions.jaeger_storage.backends, {
      traces: { memory: { max_traces: 20_000 } },
    });
  });

  it("keeps traces for the given hours in a database on the volume", () => {
    assert.deepEqual(config(VOLUME).extensions.jaeger_storage.backends, {
      traces: {
        badger: {
          ephemeral: false,
          directories: { keys: "/var/lib/jaeger/keys", values: "/var/lib/jaeger/values" },
          ttl: { spans: "48h" },
        },
      },
    });
  });

  it("tells the sender to repeat what the storage does not take: nothing is acknowledged that only waits", () => {
    const { exporters, service } = config(VOLUME);
    assert.deepEqual(exporters.jaeger_storage_exporter, { trace_storage: "traces" });
    assert.deepEqual(service.pipelines.traces, {
      receivers: ["otlp"],
      processors: ["memory_limiter"],
      exporters: ["jaeger_storage_exporter"],
    });
  });

  it("refuses spans before the memory limit, with a tenth of it for a burst", () => {
    assert.deepEqual(config(MEMORY).processors.memory_limiter, {
      check_interval: "1s",
      limit_mib: 1000,
      spike_limit_mib: 100,
    });
  });

  it("listens on the pod's address, and for a forwarded port on the loopback one too", () => {
    const { receivers, extensions } = config(MEMORY);
    assert.equal(receivers.otlp.protocols.grpc.endpoint, "[${env:POD_IP}]:4317");
    assert.equal(receivers.otlp.protocols.http.endpoint, "[${env:POD_IP}]:4318");
    assert.equal(extensions.healthcheckv2.http.endpoint, "[${env:POD_IP}]:13133");
    assert.equal(extensions.jaeger_query.http.endpoint, ":16686");
    assert.equal(extensions.jaeger_query.grpc.endpoint, "127.0.0.1:16685");
  });

  it("sends no spans of its own, which nobody would take", () => {
    assert.equal(config(MEMORY).extensions.jaeger_query.enable_tracing, false);
  });

  it("takes requests as large as the gateway's largest batch, which is more than gRPC's default", () => {
    assert.ok(config(MEMORY).receivers.otlp.protocols.grpc.max_recv_msg_size_mib > 4);
  });

  it("names its own metrics as the collectors do theirs", () => {
    const [reader] = config(MEMORY).service.telemetry.metrics.readers;
    const { host, port, without_type_suffix, without_units } = reader!.pull.exporter.prometheus;
    assert.deepEqual([host, port, without_type_suffix, without_units], ["${env:POD_IP}", 8888, false, false]);
  });
});
