import assert from "node:assert/strict";
import { agentConfig } from "../../../collector/agent/config";
import { at, type JsonObject, objects, textOf } from "../../../collector/common/model";
import type { ScrapedStore } from "../../../contract/types";
import { agentInput } from "../../harness/agentSettings";
import { SCRAPED_PROMETHEUS } from "../../harness/prometheusSettings";

const MIB = 1024 * 1024;

const config = (remoteWrite = {}) => agentConfig(agentInput({}, remoteWrite));
const exporter = (remoteWrite = {}) => config(remoteWrite).exporters["prometheus_remote_write"]!;

describe("the remote-write exporter", () => {
  it("makes one attempt and has no queue of its own, so that failed batches stay in the agent's queue", () => {
    assert.equal(exporter()["timeout"], "0s");
    assert.equal(at(exporter(), "http", "timeout"), "10s");
    assert.deepEqual(exporter()["retry_on_failure"], { enabled: false });
    assert.deepEqual(exporter()["remote_write_queue"], { enabled: false });
  });

  it("writes version 2.0 only to stores that are known to accept it", () => {
    assert.equal(exporter()["protobuf_message"], "io.prometheus.write.v2.Request");
    assert.equal("protobuf_message" in exporter({ version: "1.0" }), false);
  });

  it("sends one request after the other, so that samples arrive in order", () => {
    assert.equal(exporter()["max_batch_request_parallelism"], 1);
  });

  it("puts endpoint and headers under http, the only place where they count", () => {
    const headers = { "X-Scope-OrgID": "team-a" };
    const settings = exporter({ url: "https://mimir.example.com/api/v1/push", headers });
    assert.deepEqual(settings["http"], {
      endpoint: "https://mimir.example.com/api/v1/push",
      timeout: "10s",
      headers,
    });
    assert.equal(settings["endpoint"], undefined);
  });

  it("labels every series with the collector, and with no scope", () => {
    assert.deepEqual(exporter()["external_labels"], { collector: "otel-collector" });
    assert.equal(exporter()["disable_scope_info"], true);
    assert.deepEqual(exporter()["target_info"], { enabled: false });
  });

  it("needs no credentials if the endpoint requires none", () => {
    assert.deepEqual(config().service.extensions, ["health_check", "file_storage/queue"]);
    assert.equal(at(exporter(), "http", "auth"), undefined);
  });

  it("reads user name and password from one file of the mounted Secret, so that both change at once", () => {
    const { extensions, service } = config({ authentication: "basic" });
    const [, , id = ""] = service.extensions;
    assert.deepEqual(at(exporter({ authentication: "basic" }), "http", "auth"), { authenticator: id });
    assert.deepEqual(extensions[id], { scheme: "Basic", filename: "/etc/otel/remote-write/basic-credentials" });
  });

  it("verifies the stack's own store with the stack's CA, and others with public CAs", () => {
    const tls = { ca_file: "/etc/otel/remote-write/ca.crt", min_version: "1.3" };
    assert.deepEqual(at(exporter({ authority: "stack" }), "http", "tls"), tls);
    assert.equal(at(exporter(), "http", "tls"), undefined);
  });

  it("scrapes the stack's own store with the same credentials, checks its certificate, and shows them to no other", () => {
    const jobs = (scrapedStore?: ScrapedStore) =>
      objects(at(agentConfig({ ...agentInput(), scrapedStore }).receivers["prometheus"], "config", "scrape_configs"));
    const [, , store] = jobs(SCRAPED_PROMETHEUS);
    assert.equal(store?.["job_name"], "prometheus");
    assert.equal(store["scheme"], "https");
    assert.deepEqual(store["basic_auth"], {
      username_file: "/etc/otel/remote-write/username",
      password_file: "/etc/otel/remote-write/password",
    });
    assert.deepEqual(store["tls_config"], {
      ca_file: "/etc/otel/remote-write/ca.crt",
      server_name: "prometheus.monitoring.svc.cluster.local",
      min_version: "TLS13",
    });
    assert.equal(jobs(SCRAPED_PROMETHEUS).filter((job) => "basic_auth" in job).length, 1);
    assert.equal(jobs().filter((job) => "basic_auth" in job).length, 0);
  });

  it("reads a bearer token from the mounted Secret", () => {
    const { extensions, service } = config({ authentication: "bearer" });
    const [, , id = ""] = service.extensions;
    assert.deepEqual(at(exporter({ authentication: "bearer" }), "http", "auth"), { authenticator: id });
    assert.deepEqual(extensions[id], { filename: "/etc/otel/remote-write/bearer-token" });
  });
});

describe("the queue before the exporter", () => {
  const queue = (values: Record<string, unknown> = {}, remoteWrite = {}, promise = {}) =>
    agentConfig(agentInput(values, remoteWrite, promise)).exporters["otlp_grpc/queue"]!;

  it("keeps a batch until the store has it, and tries at most once a second", () => {
    const retry = queue()["retry_on_failure"];
    assert.equal(at(retry, "max_elapsed_time"), "0s");
    const shortest =
      parseInt(textOf(at(retry, "initial_interval")), 10) * (1 - Number(at(retry, "randomization_factor")));
    assert.ok(shortest >= 1000, String(shortest));
  });

  it("waits for an attempt for longer than the attempt can last", () => {
    assert.ok(parseInt(textOf(queue()["timeout"]), 10) > parseInt(textOf(at(exporter(), "http", "timeout")), 10));
  });

  it("is stored, counted in bytes, emptied in order, and stops no scrape when it is full", () => {
    const { batch, ...sending } = queue()["sending_queue"] as JsonObject;
    assert.deepEqual(sending, {
      enabled: true,
      storage: "file_storage/queue",
      sizer: "bytes",
      queue_size: agentInput().queue.queueBytes,
      num_consumers: 1,
      block_on_overflow: false,
    });
    assert.deepEqual(batch, { flush_timeout: "1s", min_size: 8192, max_size: 8192, sizer: "items" });
  });

  for (const [profile, size] of Object.entries({ low: 4096, default: 8192, high: 16_384 }))
    it(`sends ${size} data points at once with profile ${profile}, few where a bad one costs its whole request`, () => {
      assert.equal(at(queue({ profile }), "sending_queue", "batch", "max_size"), size);
      assert.equal(at(queue({ profile }, { version: "1.0" }), "sending_queue", "batch", "max_size"), 2048);
    });

  it("goes to the agent's own receiver, which takes the largest batch", () => {
    const receiver = at(config().receivers["otlp/queue"], "protocols", "grpc");
    assert.equal(queue()["endpoint"], at(receiver, "endpoint"));
    assert.ok(Number(at(receiver, "max_recv_msg_size_mib")) * MIB > 16_384 * 1024);
  });
});

describe("the queue's storage", () => {
  const storage = (promise = {}) => agentConfig(agentInput({}, {}, promise)).extensions["file_storage/queue"]!;

  it("stays within its volume, with room for the queue", () => {
    const { queue } = agentInput();
    const size = Number(storage()["max_size"]);
    assert.ok(size < queue.volumeMiB * MIB);
    assert.ok(size > queue.queueBytes * 1.4);
  });

  it("gives space back after an outage, and never copies a full file", () => {
    const compaction = storage({ outageMinutes: 1 })["compaction"];
    assert.equal(at(compaction, "on_start"), false);
    assert.equal(at(compaction, "on_rebound"), true);
    const trigger = Number(at(compaction, "rebound_trigger_threshold_mib"));
    const needed = Number(at(compaction, "rebound_needed_threshold_mib"));
    assert.ok(trigger > 0 && trigger < needed && needed * MIB < Number(storage({ outageMinutes: 1 })["max_size"]));
  });

  it("brings every write to the disk where it has one", () => {
    assert.equal(storage()["fsync"], false);
    assert.equal(storage({ delivery: "durable" })["fsync"], true);
  });
});
