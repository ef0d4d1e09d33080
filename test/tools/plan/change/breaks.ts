/** Mistakes in an agent's configuration, each with what a reviewer has to be told of it. */
import type { Change } from "../../../../tools/plan/change/model";
import type { Plan } from "../../../../tools/plan/plan";

type Rule = Record<string, unknown>;

interface Job {
  job_name: string;
  honor_labels?: boolean;
  metrics_path?: string;
  static_configs?: unknown[];
  scrape_interval?: string;
  relabel_configs: Rule[];
  metric_relabel_configs: Rule[];
}

/** The parts of an agent's configuration that breaks reach into. */
interface Config {
  receivers: { prometheus: { config: { global: Record<string, unknown>; scrape_configs: Job[] } } };
  processors: Record<string, { attributes?: Rule[]; extract?: { metadata: string[] } }>;
  exporters: Record<string, { external_labels?: Record<string, string> }>;
  service: { pipelines: Record<string, { processors: string[]; receivers: string[] }> };
}

/** A mistake in an agent's configuration, and what a reviewer has to be told of it. */
export interface Break {
  readonly name: string;
  readonly make: (config: Config, job: (name: string) => Job) => void;
  readonly isTold: (change: Change) => boolean;
}

const has = (texts: readonly string[] | undefined, pattern: RegExp) => (texts ?? []).some((text) => pattern.test(text));
const loses = (label: string) => (change: Change) =>
  (change.series?.relabelled ?? []).some(({ labels }) => labels.includes(`- ${label}`));
const gains = (label: string) => (change: Change) =>
  (change.series?.relabelled ?? []).some(({ labels }) => labels.includes(`+ ${label}`));
const vanishes = (pattern: RegExp) => (change: Change) => has(change.series?.vanish, pattern);
const differs = (pattern: RegExp) => (change: Change) =>
  (change.series?.relabelled ?? []).some(({ labels }) => has(labels, pattern));
const configures = (pattern: RegExp) => (change: Change) =>
  has(
    change.configuration.map(({ of, what, kind }) => `${of}: ${what} ${kind}`),
    pattern,
  );

export const BREAKS: readonly Break[] = [
  {
    name: "a label of all samples is dropped",
    make: (_, job) => job("kubernetes-pods").metric_relabel_configs.push({ action: "labeldrop", regex: "instance" }),
    // The receiver gives the samples the instance of their target again.
    isTold: configures(/^agent: scrape job kubernetes-pods changed$|^agent: receiver prometheus changed$/),
  },
  {
    name: "a label of the page is dropped",
    make: (_, job) => job("kubernetes-pods").metric_relabel_configs.push({ action: "labeldrop", regex: "mode" }),
    isTold: loses("mode"),
  },
  {
    name: "a metric is dropped",
    make: (_, job) =>
      job("kubernetes-pods").metric_relabel_configs.push({
        action: "drop",
        source_labels: ["__name__"],
        regex: "node_cpu_seconds_total",
      }),
    isTold: (change) => vanishes(/^node_cpu_seconds_total/)(change) && has(change.series?.emptied, /^node/),
  },
  {
    name: "a metric is renamed",
    make: (_, job) =>
      job("kubernetes-pods").metric_relabel_configs.push({
        source_labels: ["__name__"],
        regex: "node_(load.*)",
        replacement: "host_$$1",
        target_label: "__name__",
      }),
    isTold: ({ series }) =>
      (series?.renamed ?? []).some(({ before, after }) => before === "node_load1" && after === "host_load1"),
  },
  {
    name: "the job of a scrape is renamed",
    make: (_, job) =>
      job("kubelet-containers").relabel_configs.push({ replacement: "node-kubelet", target_label: "job" }),
    isTold: (change) => differs(/^job: kubelet -> node-kubelet$/)(change) && (change.series?.emptied.length ?? 0) > 0,
  },
  {
    name: "the job of pods no longer follows their label",
    make: (_, job) => {
      const rules = job("kubernetes-pods").relabel_configs;
      rules.splice(
        rules.findIndex((rule) => rule["target_label"] === "job"),
        1,
      );
    },
    isTold: differs(/^job: nginx -> kubernetes-pods$/),
  },
  {
    name: "a scrape job is removed",
    make: ({ receivers }) => {
      const { config } = receivers.prometheus;
      config.scrape_configs = config.scrape_configs.filter((one) => one.job_name !== "kubelet-containers");
    },
    isTold: vanishes(/^container_|job "kubelet"/),
  },
  {
    name: "pods are kept by another annotation",
    make: (_, job) => (job("kubernetes-pods").relabel_configs[0]!["regex"] = "yes"),
    isTold: vanishes(/job "node-exporter"/),
  },
  {
    name: "the port of the annotation is ignored",
    make: (_, job) => {
      const { relabel_configs: rules } = job("kubernetes-pods");
      rules.splice(
        rules.findIndex((rule) => rule["target_label"] === "__address__"),
        1,
      );
    },
    isTold: differs(/^instance: .*9113 -> .*80$/),
  },
  {
    name: "honoured labels are no longer honoured",
    make: (_, job) => (job("kubernetes-pods-honoured").honor_labels = false),
    isTold: (change) =>
      (change.series?.relabelled.length ?? 0) > 0 || configures(/kubernetes-pods-honoured changed/)(change),
  },
  {
    name: "the resource processor is removed",
    make: ({ service }) => {
      for (const pipeline of Object.values(service.pipelines))
        pipeline.processors = pipeline.processors.filter((name) => name !== "resource");
    },
    isTold: loses("k8s_cluster_name"),
  },
  {
    name: "the processor that names pods is removed",
    make: ({ service }) => {
      for (const pipeline of Object.values(service.pipelines))
        pipeline.processors = pipeline.processors.filter((name) => name !== "k8s_attributes");
    },
    isTold: loses("k8s_deployment_name"),
  },
  {
    name: "an attribute of the resource is no longer set",
    make: ({ processors }) => {
      const { resource } = processors;
      resource!.attributes = resource!.attributes?.filter((action) => action["key"] !== "deployment.environment") ?? [];
    },
    isTold: loses("deployment_environment"),
  },
  {
    name: "the cluster has another name",
    make: ({ processors }) => {
      for (const action of processors["resource"]?.attributes ?? [])
        if (action["key"] === "k8s.cluster.name") action["value"] = "other";
    },
    isTold: differs(/^k8s_cluster_name: test -> other$/),
  },
  {
    name: "the Deployment of pods is not extracted",
    make: ({ processors }) => {
      const { extract } = processors["k8s_attributes"]!;
      extract!.metadata = extract!.metadata.filter((name) => name !== "k8s.deployment.name");
    },
    isTold: loses("k8s_deployment_name"),
  },
  {
    name: "the exporter adds another label",
    make: ({ exporters }) => {
      for (const exporter of Object.values(exporters))
        if (exporter.external_labels) exporter.external_labels["replica"] = "a";
    },
    isTold: gains("replica"),
  },
  {
    name: "the interval changes",
    make: ({ receivers }) => (receivers.prometheus.config.global["scrape_interval"] = "5m"),
    isTold: configures(/^agent: receiver prometheus changed$/),
  },
  {
    name: "a pipeline no longer receives what is scraped",
    make: ({ service }) => {
      for (const pipeline of Object.values(service.pipelines))
        pipeline.receivers = pipeline.receivers.filter((name) => name !== "prometheus");
    },
    isTold: vanishes(/job "node-exporter"/),
  },
  {
    name: "the memory limiter is removed",
    make: ({ service }) => {
      for (const pipeline of Object.values(service.pipelines))
        pipeline.processors = pipeline.processors.filter((name) => name !== "memory_limiter");
    },
    isTold: configures(/^agent: pipeline metrics\/scraped changed$/),
  },
  {
    name: "the kubelet's metrics are asked for at another path",
    make: (_, job) => (job("kubelet-containers").metrics_path = "/metrics/probes"),
    isTold: vanishes(/^container_|job "kubelet"/),
  },
];

/** A plan whose agent has a mistake. */
export function broken(plan: Plan, { make }: Break): Plan {
  const other = structuredClone(plan);
  const config = other.collectors["agent"] as unknown as Config;
  const jobs = config.receivers.prometheus.config.scrape_configs;
  make(config, (wanted) => jobs.find((job) => job.job_name === wanted)!);
  return other;
}
