import assert from "node:assert/strict";
import { agentConfig } from "../../../collector/agent/config";
import { configurationProblems } from "../../../collector/validation/validate";
import { at, type CollectorConfig, everyText, objects, textOf } from "../../../collector/common/model";
import { scrapeJobs } from "../../../collector/requirements/permissions";
import { agentInput, OWN_IMAGE } from "../../harness/agentSettings";
import { selfSignedCertificate } from "../../harness/credentials/openssl";
import { agentMemory } from "../../../settings/sizing/agent";

const config = (settings: Record<string, unknown> = {}, remoteWrite = {}, promise = {}) =>
  agentConfig(agentInput(settings, remoteWrite, promise));
const metrics = (source: "scraped" | "otlp", settings: Record<string, unknown> = {}) =>
  config(settings, {}, OWN_IMAGE).service.pipelines[`metrics/${source}`]!;

/** Every delivery with every image that has it. */
const PROMISES = [{}, OWN_IMAGE, { ...OWN_IMAGE, delivery: "durable" }] as const;

/** Which resource attributes the resource processor leaves. */
function kept(names: readonly string[]): string[] {
  const patterns = objects(at(config().processors["resource"], "attributes"))
    .filter(({ action }) => action === "delete")
    .map(({ pattern }) => new RegExp(textOf(pattern).replaceAll("$$", "$")));
  return names.filter((name) => !patterns.some((pattern) => pattern.test(name)));
}

describe("the agent's configuration", () => {
  const variants: Record<string, unknown>[] = [
    {},
    { profile: "low", enrich: false, locality: "prefer" },
    { profile: "high", hostNetwork: true, debugExporter: true, logLevel: "debug" },
    { scrapeIntervalSeconds: 120, scrapeTimeoutSeconds: 120 },
    { scrapeIntervalSeconds: 1, scrapeTimeoutSeconds: 1 },
  ];
  for (const settings of variants) {
    for (const authentication of ["none", "basic", "bearer"] as const) {
      it(`has no problem with ${JSON.stringify(settings)} and authentication ${authentication}`, () => {
        for (const version of ["1.0", "2.0"])
          for (const promise of PROMISES)
            assert.deepEqual(configurationProblems(config(settings, { authentication, version }, promise)), []);
      });
    }
  }

  it("is the same to the byte for the same settings", () => {
    assert.equal(JSON.stringify(config()), JSON.stringify(config()));
  });

  it("limits memory, enriches and names the cluster, in this order", () => {
    assert.deepEqual(metrics("scraped").processors, ["memory_limiter", "k8s_attributes", "resource"]);
    const ofSender = ["transform/sender_claims", "k8s_attributes/sender", "transform/sender_trust"];
    assert.deepEqual(metrics("otlp").processors, ["memory_limiter", ...ofSender, "resource"]);
  });

  it("differs between memory and durable in the queue's place alone, so that no name and no label does", () => {
    const [memory, durable] = (["memory", "durable"] as const).map((delivery) =>
      config({}, {}, { ...OWN_IMAGE, delivery }),
    );
    const withoutQueue = ({ exporters, processors, ...rest }: CollectorConfig) => ({
      ...rest,
      exporters: { ...exporters, durable_remote_write: { ...exporters["durable_remote_write"], queue: {} } },
      processors: { ...processors, memory_limiter: {} },
    });
    assert.deepEqual(withoutQueue(memory!), withoutQueue(durable!));
  });

  it("gives up what has waited for longer than the outage", () => {
    const { exporters } = config({}, {}, { ...OWN_IMAGE, outageMinutes: 60 });
    assert.equal(at(exporters["durable_remote_write"], "queue", "max_age"), "62m");
  });

  it("does not use the API server for enrichment when that is disabled", () => {
    assert.deepEqual(metrics("scraped", { enrich: false }).processors, ["memory_limiter", "resource"]);
    const processors = ["memory_limiter", "transform/sender_claims", "resource"];
    assert.deepEqual(metrics("otlp", { enrich: false }).processors, processors);
  });

  it("has a pipeline each for scraped and received metrics, because discovery is believed and no sender is", () => {
    assert.deepEqual(metrics("scraped").receivers, ["prometheus"]);
    assert.deepEqual(metrics("otlp").receivers, ["otlp"]);
  });

  it("listens on the pod's address alone", () => {
    const endpoints = everyText([config().receivers, config().extensions]).filter(({ path }) =>
      path.endsWith(".endpoint"),
    );
    const values = endpoints.map(({ text }) => text).filter((text) => text !== "endpoint");
    assert.deepEqual(
      values,
      ["4317", "4318", "13133"].map((port) => `[\${env:MY_POD_IP}]:${port}`),
    );
  });

  it("needs one watch: every job has the same discovery block", () => {
    const blocks = scrapeJobs(config()).map((job) => JSON.stringify(job["kubernetes_sd_configs"]));
    assert.equal(blocks.length, 4);
    assert.equal(new Set(blocks).size, 1);
  });

  it("scrapes under the names of its four jobs, at the stack's interval and timeout", () => {
    const own = config({ scrapeIntervalSeconds: 45, scrapeTimeoutSeconds: 7 });
    assert.deepEqual(
      scrapeJobs(own).map((job) => job["job_name"]),
      ["kubernetes-pods", "kubernetes-pods-verified", "kubernetes-pods-honoured", "otel-agent"],
    );
    const global = at(own.receivers["prometheus"], "config", "global");
    assert.deepEqual(global, { scrape_interval: "45s", scrape_timeout: "7s", extra_scrape_metrics: true });
  });

  it("verifies the certificates of pods that ask for it, by the settings' authorities and name", () => {
    const { cert } = selfSignedCertificate("authority");
    const tls = (settings: Record<string, unknown>) => {
      const [plain, verified] = scrapeJobs(config(settings));
      assert.equal(at(plain, "tls_config", "insecure_skip_verify"), true);
      assert.equal(at(verified, "scheme"), "https");
      return at(verified, "tls_config");
    };
    assert.deepEqual(tls({}), { min_version: "TLS12" });
    assert.deepEqual(tls({ scrapeAuthority: cert, scrapeServerName: "metrics.example.internal" }), {
      ca: cert,
      server_name: "metrics.example.internal",
      min_version: "TLS12",
    });
  });

  it("limits each target by profile, and ignores its timestamps", () => {
    for (const job of scrapeJobs(config({ profile: "low" }))) {
      assert.equal(job["sample_limit"], 10_000);
      assert.equal(job["body_size_limit"], "5MB");
      assert.equal(job["label_limit"], 64);
      assert.equal(job["honor_timestamps"], false);
      assert.equal(job["honor_labels"], job["job_name"] === "kubernetes-pods-honoured");
      assert.equal(job["fallback_scrape_protocol"], "PrometheusText0.0.4");
    }
  });

  it("enriches from the pods of its own node and does not wait for the API server", () => {
    const processor = config().processors["k8s_attributes"]!;
    assert.deepEqual(processor["filter"], { node_from_env_var: "KUBE_NODE_NAME" });
    assert.equal(processor["wait_for_metadata"], undefined);
  });

  it("sets cluster and environment on all data, replacing the sender's values", () => {
    const actions = objects(at(config().processors["resource"], "attributes"));
    assert.deepEqual(
      actions.filter(({ action }) => action === "upsert").map(({ key, value }) => [key, value]),
      [
        ["k8s.cluster.name", "telemetry-test"],
        ["deployment.environment", "test"],
      ],
    );
    assert.deepEqual(actions.at(-1), { action: "insert", key: "k8s.node.name", value: "${env:KUBE_NODE_NAME}" });
  });

  it("keeps the attributes that identify a workload", () => {
    const wanted = [
      ...["namespace", "pod", "node", "deployment", "statefulset", "daemonset", "job", "cronjob", "cluster"].map(
        (kind) => `k8s.${kind}.name`,
      ),
      "service.name",
      "service.instance.id",
      "service.version",
      "deployment.environment",
      "team",
    ];
    assert.deepEqual(kept(wanted), wanted);
  });

  it("removes the attributes that change with a restart or a rollout", () => {
    const unwanted = [
      ...[
        "server.address",
        "server.port",
        "url.scheme",
        "process.pid",
        "telemetry.sdk.version",
        "host.name",
        "os.type",
      ],
      ...["k8s.pod.uid", "k8s.container.name", "k8s.replicaset.name", "k8s.pod.ip", "container.id"],
    ];
    assert.deepEqual(kept(unwanted), []);
  });

  it("refuses data at the heap that the plan says, by profile and queue", () => {
    const input = agentInput({ profile: "low" });
    const { memoryLimiterMiB } = agentMemory(input.sizing, input.queue.memoryMiB);
    const limiter = agentConfig(input).processors["memory_limiter"];
    assert.equal(Number(at(limiter, "limit_mib")) - Number(at(limiter, "spike_limit_mib")), memoryLimiterMiB);
  });

  it("prints what passes, on top of writing it, with the debug exporter", () => {
    assert.deepEqual(metrics("otlp", { debugExporter: true }).exporters, ["durable_remote_write", "debug"]);
    assert.deepEqual(config({ debugExporter: true, logLevel: "error" }).exporters["debug"], {
      verbosity: "normal",
      use_internal_logger: false,
    });
  });

  it("logs as JSON at the level that is set", () => {
    assert.deepEqual(config({ logLevel: "warn" }).service.telemetry["logs"], { level: "warn", encoding: "json" });
  });

  it("exposes its own metrics on 8888 with their types and units in the names", () => {
    const [reader] = objects(at(config().service.telemetry, "metrics", "readers"));
    const exporter = at(reader, "pull", "exporter", "prometheus");
    assert.equal(at(exporter, "port"), 8888);
    assert.equal(at(exporter, "without_type_suffix"), false);
    assert.equal(at(exporter, "without_units"), false);
  });
});
