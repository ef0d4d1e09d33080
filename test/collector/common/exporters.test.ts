import assert from "node:assert/strict";
import { agentConfig } from "../../../collector/agent/config";
import { at, objects } from "../../../collector/common/model";
import type { ScrapedServer } from "../../../contract/types";
import { agentInput, OWN_IMAGE } from "../../harness/agentSettings";
import { SCRAPED_PROMETHEUS } from "../../harness/prometheusSettings";

const config = (remoteWrite = {}, promise = {}) => agentConfig(agentInput({}, remoteWrite, promise));
const scraped = (remoteWrite = {}) => config(remoteWrite).exporters["prometheus_remote_write/scraped"]!;
const otlp = (remoteWrite = {}) => config(remoteWrite).exporters["prometheus_remote_write/otlp"]!;
const own = (remoteWrite = {}, promise = {}) =>
  config(remoteWrite, { ...OWN_IMAGE, ...promise }).exporters["durable_remote_write"]!;

describe("contrib's exporter", () => {
  for (const [of, exporter] of [
    ["scraped samples", scraped],
    ["OTLP", otlp],
  ] as const)
    it(`keeps ${of} in memory and tries again without an end, one request after the other`, () => {
      assert.equal(exporter()["timeout"], "0s");
      assert.equal(at(exporter(), "http", "timeout"), "10s");
      assert.equal(at(exporter(), "retry_on_failure", "enabled"), true);
      assert.equal(at(exporter(), "retry_on_failure", "max_elapsed_time"), "0s");
      assert.equal(at(exporter(), "remote_write_queue", "enabled"), true);
      assert.equal(exporter()["max_batch_request_parallelism"], 1);
    });

  it("has room for the outage window in full batches, and in those of five seconds", () => {
    const batches = (values: object) =>
      Number(
        at(
          agentConfig(agentInput({ ...values })).exporters["prometheus_remote_write/scraped"],
          "remote_write_queue",
          "queue_size",
        ),
      );
    assert.ok(batches({ samplesPerSecond: 20_000 }) * 8192 >= 20_000 * 60 * 12);
    assert.ok(batches({ samplesPerSecond: 1 }) >= (60 * 12) / 5);
  });

  it("sends a batch as one request, however long its labels are", () => {
    assert.equal(scraped()["max_batch_size_bytes"], 30_000_000);
    assert.ok(30_000_000 < 32 * 1024 ** 2);
  });

  it("stores scraped names to the letter, and gives OTLP's the suffixes of Prometheus", () => {
    assert.equal(scraped()["translation_strategy"], "NoTranslation");
    // Version 1.0 has no names beyond Prometheus' old alphabet, and the exporter does not start with this strategy.
    assert.equal(scraped({ version: "1.0" })["translation_strategy"], "UnderscoreEscapingWithoutSuffixes");
    for (const version of ["1.0", "2.0"])
      assert.equal(otlp({ version })["translation_strategy"], "UnderscoreEscapingWithSuffixes");
  });

  it("gets delta metrics as cumulative ones, and scopes that are apart by their names alone", () => {
    const { pipelines } = config().service;
    assert.deepEqual(pipelines["metrics/otlp"]?.processors.slice(-3), [
      "delta_to_cumulative",
      "transform/otlp_scope",
      "batch",
    ]);
    assert.deepEqual(pipelines["metrics/scraped"]?.processors.slice(-2), ["transform/scraped_scope", "batch"]);
    assert.equal("disable_scope_info" in scraped(), false);
  });

  it("writes version 2.0, of which a store keeps the good samples, only where the store is known to take it", () => {
    assert.equal(scraped()["protobuf_message"], "io.prometheus.write.v2.Request");
    assert.equal("protobuf_message" in scraped({ version: "1.0" }), false);
  });

  it("puts endpoint and headers under http, the only place where they count", () => {
    const headers = { "X-Scope-OrgID": "team-a" };
    const settings = scraped({ url: "https://mimir.example.com/api/v1/push", headers });
    assert.deepEqual(settings["http"], {
      endpoint: "https://mimir.example.com/api/v1/push",
      timeout: "10s",
      headers,
    });
    assert.equal(settings["endpoint"], undefined);
  });

  it("labels every series with the collector", () => {
    assert.deepEqual(scraped()["external_labels"], { collector: "otel-collector" });
    assert.deepEqual(scraped()["target_info"], { enabled: false });
  });
});

describe("the project's exporter", () => {
  it("takes scrapes and OTLP, without a processor that holds data back", () => {
    const { pipelines } = config({}, OWN_IMAGE).service;
    const ofSender = ["transform/sender_claims", "k8s_attributes/sender", "transform/sender_trust"];
    const exporters = ["durable_remote_write"];
    assert.deepEqual(pipelines, {
      "metrics/scraped": {
        receivers: ["prometheus"],
        processors: ["memory_limiter", "k8s_attributes", "resource"],
        exporters,
      },
      "metrics/otlp": { receivers: ["otlp"], processors: ["memory_limiter", ...ofSender, "resource"], exporters },
    });
  });

  it("keeps its queue in memory, or in files of the node's own folder", () => {
    const { queue } = agentInput({}, {}, OWN_IMAGE);
    assert.deepEqual(own()["queue"], { memory_mib: queue.memoryMiB, max_age: "12m" });
    const durable = agentInput({}, {}, { ...OWN_IMAGE, delivery: "durable", outageMinutes: 60 }).queue;
    assert.deepEqual(own({}, { delivery: "durable", outageMinutes: 60 })["queue"], {
      memory_mib: 64,
      max_age: "62m",
      directory: "/var/lib/otelcol/${env:KUBE_NODE_NAME}",
      disk_mib: durable.diskMiB,
    });
  });

  it("writes 2.0 to the stack's own Prometheus, and finds out what others take", () => {
    assert.equal(own()["protocol"], "2.0");
    assert.equal(own({ version: "1.0" })["protocol"], "auto");
  });

  it("labels every series with its resource and the collector", () => {
    assert.equal(own()["promote_all_resource_attributes"], true);
    assert.deepEqual(own()["external_labels"], { collector: "otel-collector" });
  });

  it("has the same credentials as contrib's", () => {
    const basic = { authentication: "basic", authority: "stack" } as const;
    const { endpoint, auth, tls } = own(basic);
    assert.deepEqual({ endpoint, timeout: "10s", auth, tls }, scraped(basic)["http"]);
  });
});

describe("the writers' credentials", () => {
  it("are none where the endpoint wants none", () => {
    assert.deepEqual(config().service.extensions, ["health_check"]);
    assert.equal(at(scraped(), "http", "auth"), undefined);
  });

  it("are user name and password from one file of the mounted Secret, so that both change at once", () => {
    const { extensions, service } = config({ authentication: "basic" });
    const [, id = ""] = service.extensions;
    assert.deepEqual(at(scraped({ authentication: "basic" }), "http", "auth"), { authenticator: id });
    assert.deepEqual(extensions[id], { scheme: "Basic", filename: "/etc/otel/remote-write/basic-credentials" });
  });

  it("trust the stack's own authority for the stack's own store, and the system's for others", () => {
    const tls = { ca_file: "/etc/otel/remote-write/ca.crt", min_version: "1.3" };
    assert.deepEqual(at(scraped({ authority: "stack" }), "http", "tls"), tls);
    assert.equal(at(scraped(), "http", "tls"), undefined);
  });

  it("are those of the scrape of the stack's own store, after a look at its certificate, and of no other", () => {
    const jobs = (...scrapedServers: ScrapedServer[]) =>
      objects(at(agentConfig({ ...agentInput(), scrapedServers }).receivers["prometheus"], "config", "scrape_configs"));
    const store = jobs(SCRAPED_PROMETHEUS).find((job) => job["job_name"] === "prometheus");
    assert.equal(store?.["scheme"], "https");
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

  it("are a bearer token from the mounted Secret", () => {
    const { extensions, service } = config({ authentication: "bearer" });
    const [, id = ""] = service.extensions;
    assert.deepEqual(at(scraped({ authentication: "bearer" }), "http", "auth"), { authenticator: id });
    assert.deepEqual(extensions[id], { filename: "/etc/otel/remote-write/bearer-token" });
  });
});
