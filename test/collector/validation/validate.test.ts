import assert from "node:assert/strict";
import { agentConfig } from "../../../collector/agent/config";
import { configurationProblems } from "../../../collector/validation/validate";
import type { CollectorConfig, JsonObject, Pipeline } from "../../../collector/common/model";
import { scrapeJobs } from "../../../collector/requirements/permissions";
import { agentInput, OWN_IMAGE } from "../../harness/agentSettings";

const sound = agentConfig(agentInput({}, {}, OWN_IMAGE));
const pipeline = sound.service.pipelines["metrics/scraped"]!;
const exporter = sound.exporters["durable_remote_write"]!;
const job = scrapeJobs(sound)[0]!;

const contrib = agentConfig(agentInput());
const SCRAPED = "prometheus_remote_write/scraped";

const withPipeline = (changed: Partial<Pipeline>): CollectorConfig => ({
  ...sound,
  service: {
    ...sound.service,
    pipelines: { ...sound.service.pipelines, "metrics/scraped": { ...pipeline, ...changed } },
  },
});

const senders = sound.service.pipelines["metrics/otlp"]!;
const withSenders = (changed: Partial<Pipeline>): CollectorConfig => ({
  ...sound,
  service: { ...sound.service, pipelines: { ...sound.service.pipelines, "metrics/otlp": { ...senders, ...changed } } },
});

const withExporter = (changed: JsonObject): CollectorConfig => ({
  ...sound,
  exporters: { ...sound.exporters, durable_remote_write: { ...exporter, ...changed } },
});

const withContrib = (changed: JsonObject): CollectorConfig => ({
  ...contrib,
  exporters: { ...contrib.exporters, [SCRAPED]: { ...contrib.exporters[SCRAPED], ...changed } },
});

const withJobs = (jobs: readonly JsonObject[], global: JsonObject = {}): CollectorConfig => ({
  ...sound,
  receivers: { ...sound.receivers, prometheus: { config: { global, scrape_configs: jobs } } },
});

/** A fault, and the sentence that the check has to say about it. */
const faults: Record<string, readonly [CollectorConfig, string]> = {
  "a pipeline that names a processor that is not defined": [
    withPipeline({ processors: [...pipeline.processors, "filter"] }),
    "service.pipelines.metrics/scraped.processors names filter, which is not defined.",
  ],
  "a component that no pipeline uses": [
    { ...sound, exporters: { ...sound.exporters, debug: {} } },
    "exporters.debug is defined but no pipeline uses it.",
  ],
  "a sender whose word is taken": [
    withSenders({ processors: senders.processors.filter((id) => id !== "transform/sender_claims") }),
    "service.pipelines.metrics/otlp has no transform/sender_claims: what a sender says of its pod would be believed.",
  ],
  "a sender that names its pod": [
    { ...sound, processors: { ...sound.processors, "k8s_attributes/sender": sound.processors["k8s_attributes"]! } },
    "processors.k8s_attributes/sender.pod_association is not the connection alone: a sender could name another pod.",
  ],
  "a pipeline without exporters": [
    withPipeline({ exporters: [] }),
    "service.pipelines.metrics/scraped has no exporters.",
  ],
  "an extension that is started but not defined": [
    { ...sound, service: { ...sound.service, extensions: ["health_check", "pprof"] } },
    "service.extensions names pprof, which is not defined.",
  ],
  "an extension that is defined but not started": [
    { ...sound, extensions: { ...sound.extensions, pprof: {} } },
    "extensions.pprof is defined but service.extensions does not start it.",
  ],
  "a missing health check": [
    { ...sound, extensions: {}, service: { ...sound.service, extensions: [] } },
    "service.extensions starts no health_check, so the probes would restart the collector for ever.",
  ],
  "an authenticator that is not started": [
    withExporter({ auth: { authenticator: "basicauth/other" } }),
    "exporters.durable_remote_write authenticates with basicauth/other, which service.extensions does not start.",
  ],
  "processors in the wrong order": [
    withPipeline({ processors: ["memory_limiter", "resource", "k8s_attributes"] }),
    "service.pipelines.metrics/scraped has the processors memory_limiter, resource, k8s_attributes; their order is memory_limiter, k8s_attributes, resource.",
  ],
  "a pipeline that does not begin with the limiter": [
    withPipeline({ processors: ["k8s_attributes", "resource"] }),
    "service.pipelines.metrics/scraped does not begin with memory_limiter.",
  ],
  "text that Helm would evaluate": [
    withExporter({ external_labels: { collector: "{{ .Release.Name }}" } }),
    "exporters.durable_remote_write.external_labels.collector contains {{, which Helm would evaluate.",
  ],
  "a single dollar sign": [
    withJobs([{ ...job, relabel_configs: [{ replacement: "$1:$$2" }] }]),
    "receivers.prometheus.config.scrape_configs[0].relabel_configs[0].replacement contains a single $, which the collector reads as a variable; write $$.",
  ],
  "a listener on every address": [
    { ...sound, extensions: { health_check: { endpoint: "0.0.0.0:13133" } } },
    "extensions.health_check.endpoint listens on every address; use ${env:MY_POD_IP}.",
  ],
  "a listener on every address of IPv6": [
    { ...sound, extensions: { health_check: { endpoint: "[::]:13133" } } },
    "extensions.health_check.endpoint listens on every address; use ${env:MY_POD_IP}.",
  ],
  "two listeners on one address": [
    { ...sound, extensions: { health_check: { endpoint: "[${env:MY_POD_IP}]:4318" } } },
    "Two components listen on [${env:MY_POD_IP}]:4318.",
  ],
  "a variable that nobody sets": [
    withExporter({ endpoint: "http://${env:PROMETHEUS_HOST}:9090/api/v1/write" }),
    "The environment variable PROMETHEUS_HOST is used but nothing sets it.",
  ],
  "an exporter without an endpoint": [
    withExporter({ endpoint: undefined as never }),
    "exporters.durable_remote_write.endpoint is missing.",
  ],
  "an exporter that sends what is too old": [
    withExporter({ queue: { memory_mib: 64 } }),
    "exporters.durable_remote_write.queue.max_age is missing: samples that the store rejects as too old would be sent all the same.",
  ],
  "an exporter that merges the series of different pods": [
    withExporter({ promote_all_resource_attributes: false }),
    "exporters.durable_remote_write.promote_all_resource_attributes is not true: series of different pods would be one.",
  ],
  "a processor that holds data before the queue": [
    {
      ...withPipeline({ processors: [...pipeline.processors, "batch"] }),
      processors: { ...sound.processors, batch: {} },
    },
    "service.pipelines.metrics/scraped has a batch processor, which accepts data that is in no queue yet.",
  ],
  "an endpoint outside http": [
    withContrib({ endpoint: "http://other:9090" }),
    `exporters.${SCRAPED}.endpoint is ignored beside http; write exporters.${SCRAPED}.http.endpoint.`,
  ],
  "an exporter of contrib's without an endpoint": [
    withContrib({ http: {} }),
    `exporters.${SCRAPED}.http.endpoint is missing.`,
  ],
  "a timeout that ends retries": [
    withContrib({ timeout: "5s" }),
    `exporters.${SCRAPED}.timeout is not 0s, so that it would end the retries of a batch and drop it.`,
  ],
  "scrapes that wait for the store": [
    withContrib({ remote_write_queue: { enabled: false } }),
    `exporters.${SCRAPED}.remote_write_queue.enabled is not true: scrapes would wait for the store.`,
  ],
  "a queue that gives up": [
    withContrib({ retry_on_failure: { enabled: true, max_elapsed_time: "300s" } }),
    `exporters.${SCRAPED}.retry_on_failure.max_elapsed_time is not 0s: a longer outage would drop what waits.`,
  ],
  "requests that overtake each other": [
    withContrib({ max_batch_request_parallelism: 5 }),
    `exporters.${SCRAPED}.max_batch_request_parallelism is not 1: samples would overtake each other.`,
  ],
  "a scrape job that honors its targets' timestamps": [
    withJobs([{ ...job, honor_timestamps: true }]),
    "Scrape job kubernetes-pods does not set honor_timestamps to false.",
  ],
  "a scrape job that follows redirects": [
    withJobs([{ ...job, follow_redirects: true }]),
    "Scrape job kubernetes-pods does not set follow_redirects to false: a pod could send the agent to any address.",
  ],
  "a job without a limit": [
    withJobs([Object.fromEntries(Object.entries(job).filter(([key]) => key !== "sample_limit"))]),
    "Scrape job kubernetes-pods has no sample_limit.",
  ],
  "a job that discovers every node": [
    withJobs([{ ...job, kubernetes_sd_configs: [{ role: "pod" }] }]),
    "Scrape job kubernetes-pods discovers more than the agent's own node.",
  ],
  "scrape jobs that need a watch each": [
    withJobs([
      job,
      { ...job, kubernetes_sd_configs: [{ role: "pod", selectors: [{ role: "pod", field: "spec.nodeName=a" }] }] },
    ]),
    "The scrape jobs differ in kubernetes_sd_configs, so that the agent needs more than one watch.",
  ],
  "a timeout above the interval": [
    withJobs([job], { scrape_interval: "10s", scrape_timeout: "11s" }),
    "The scrape timeout 11s is longer than the interval 10s.",
  ],
};

describe("the check of a collector configuration", () => {
  it("finds nothing in a sound one", () => {
    assert.deepEqual(configurationProblems(sound), []);
    assert.deepEqual(configurationProblems(contrib), []);
    assert.deepEqual(configurationProblems(agentConfig(agentInput({}, {}, { ...OWN_IMAGE, delivery: "durable" }))), []);
  });

  for (const [fault, [config, sentence]] of Object.entries(faults)) {
    it(`finds ${fault}`, () => {
      const problems = configurationProblems(config);
      assert.ok(problems.includes(sentence), problems.join("\n") || "no problem found");
    });
  }

  it("lets a connector end one pipeline and begin another", () => {
    const connected: CollectorConfig = {
      ...sound,
      connectors: { forward: {} },
      service: {
        ...sound.service,
        pipelines: {
          ...sound.service.pipelines,
          metrics: { ...pipeline, exporters: ["forward"] },
          "metrics/out": { ...pipeline, receivers: ["forward"] },
        },
      },
    };
    assert.deepEqual(configurationProblems(connected), []);
  });
});
