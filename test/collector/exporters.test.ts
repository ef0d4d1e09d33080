import assert from "node:assert/strict";
import { agentConfig } from "../../collector/agent";
import { queueSize } from "../../collector/exporters";
import { at } from "../../collector/model";
import { agentSizing } from "../../settings/profiles";
import { agentInput, agentSettings } from "../harness/agentSettings";

const MIB = 1024 * 1024;

const config = (remoteWrite = {}) => agentConfig(agentInput({}, remoteWrite));
const exporter = (remoteWrite = {}) => config(remoteWrite).exporters["prometheus_remote_write"]!;

describe("the remote-write exporter", () => {
  it("retries a batch for ever, each attempt with its own time limit", () => {
    assert.equal(exporter()["timeout"], "0s");
    assert.equal(at(exporter(), "http", "timeout"), "10s");
    assert.deepEqual(exporter()["retry_on_failure"], {
      enabled: true,
      initial_interval: "1s",
      max_elapsed_time: "0s",
    });
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

  it("asks for no credentials where the endpoint wants none", () => {
    assert.deepEqual(config().service.extensions, ["health_check"]);
    assert.equal(at(exporter(), "http", "auth"), undefined);
  });

  it("reads user name and password from the mounted Secret", () => {
    const { extensions, service } = config({ authentication: "basic" });
    const [, id = ""] = service.extensions;
    assert.deepEqual(at(exporter({ authentication: "basic" }), "http", "auth"), { authenticator: id });
    assert.deepEqual(extensions[id], {
      client_auth: {
        username_file: "/etc/otel/remote-write/username",
        password_file: "/etc/otel/remote-write/password",
      },
    });
  });

  it("reads a bearer token from the mounted Secret", () => {
    const { extensions, service } = config({ authentication: "bearer" });
    const [, id = ""] = service.extensions;
    assert.deepEqual(at(exporter({ authentication: "bearer" }), "http", "auth"), { authenticator: id });
    assert.deepEqual(extensions[id], { filename: "/etc/otel/remote-write/bearer-token" });
  });
});

describe("the queue before the exporter", () => {
  const sizes = { low: 108, default: 208, high: 257 } as const;
  for (const profile of ["low", "default", "high"] as const) {
    it(`fits in the memory of profile ${profile}`, () => {
      const sizing = agentSizing(agentSettings({ profile }));
      const size = queueSize(sizing);
      assert.equal(size, sizes[profile]);
      const heapBytes = 100 * MIB + size * sizing.batchSize * 1024;
      assert.ok(heapBytes <= (sizing.memoryLimiterMiB - sizing.memoryLimiterSpikeMiB) * MIB);
    });
  }

  it("grows with the memory limit", () => {
    const size = (memoryLimitMiB: number) => queueSize(agentSizing(agentSettings({ memoryLimitMiB })));
    assert.ok(size(1024) > 2 * size(512));
  });

  it("is never empty, even where memory is for little more than the program", () => {
    assert.equal(queueSize(agentSizing(agentSettings({ memoryLimitMiB: 128 }))), 10);
  });

  it("is the one in the configuration", () => {
    assert.deepEqual(exporter()["remote_write_queue"], { enabled: true, queue_size: 208 });
  });
});
