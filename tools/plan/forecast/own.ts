/** What a stack adds of its own, and what it costs, as sentences for a reviewer. */
import { COLLECTED_BY_AGENTS, COLLECTED_BY_LABEL } from "../../../contract/annotations";
import { clusterFacts } from "../../../facts/cluster";
import { readOwnRules } from "../../../settings/load/ownRules/ownRules";
import type { Settings } from "../../../settings/schema/settings";
import { scraperSizing } from "../../../settings/sizing/scraper";
import { heldSeconds } from "../../../settings/sizing/extending/exporters";
import { queueSizing } from "../../../settings/sizing/queue";
import { countText } from "../../../settings/sizing/units";

type Lines = Readonly<Record<string, string>>;

function metricRules({ agent: { metricRules: rules } }: Settings): Lines {
  if (rules.length === 0) return {};
  const labels = rules.filter(({ dropLabels }) => dropLabels !== undefined).length;
  const metrics = rules.length - labels;
  const counted = [
    ...(metrics > 0 ? [`${countText(metrics)} drop metrics`] : []),
    ...(labels > 0 ? [`${countText(labels)} remove labels`] : []),
  ];
  return {
    "metric rules": `${counted.join(", ")}; what they drop is scraped all the same, and counts towards a target's limits`,
  };
}

function attributes({ attributes: added }: Settings): Lines {
  const entries = Object.entries(added).map(([name, value]) => `${name}=${value}`);
  return entries.length > 0 ? { attributes: `${entries.join(", ")} on every sample and span` } : {};
}

function metadata({ metadata: { labels, annotations }, imagePullSecrets }: Settings): Lines {
  const texts = Object.entries({ ...labels, ...annotations }).map(([name, value]) => `${name}=${value}`);
  return {
    ...(texts.length > 0 && { metadata: `${texts.join(", ")} on every object and pod; a change restarts all pods` }),
    ...(imagePullSecrets.length > 0 && { "image pull secrets": `every pod uses ${imagePullSecrets.join(", ")}` }),
  };
}

const counted = (count: number, noun: string) => `${countText(count)} ${noun}${count === 1 ? "" : "s"}`;

function ownRules({ alerts }: Settings): Lines {
  const { files } = readOwnRules(alerts.rules);
  if (files.length === 0) return {};
  const rules = files.flatMap(({ groups }) => groups.flatMap((group) => group.rules));
  const recording = rules.filter((rule) => "record" in rule).length;
  return {
    "own rules": `${counted(rules.length - recording, "alert")}, ${counted(recording, "recording rule")}, in ${counted(files.length, "file")}; each result of a recording rule is a series`,
  };
}

function serviceAnnotations({ agent }: Settings): Lines {
  return agent.serviceAnnotations
    ? { "service annotations": "every agent watches all Services and EndpointSlices of the cluster" }
    : {};
}

function migration({ migration: running }: Settings): Lines {
  if (!running) return {};
  const { namespace, service } = running.from;
  return {
    migration: `agents scrape the namespaces with the label ${COLLECTED_BY_LABEL}: ${COLLECTED_BY_AGENTS} and those of the stack; all others are left to ${namespace}/${service}, whose scrape jobs have to leave out the former (docs/migration.md); every agent watches all namespaces of the cluster`,
  };
}

function monitors({ agent }: Settings): Lines {
  const { enabled, namespaces, acrossNamespaces } = agent.monitors;
  if (!enabled) return {};
  const whose = namespaces.length > 0 ? `the namespaces ${namespaces.join(", ")}` : "every namespace";
  const across = acrossNamespaces.length > 0 ? `; those of ${acrossNamespaces.join(", ")} select pods anywhere` : "";
  return {
    monitors: `ServiceMonitors and PodMonitors of ${whose}${across}; every agent watches them, and all Services and EndpointSlices of the cluster, about 6 KiB of its memory each; what asks for credentials or a proxy is not scraped, and \`metricRelabelings\` that could change whose a sample is are not applied: \`npm run doctor\` names them`,
  };
}

/** Series of a sidecar of Istio without traffic, as its agent and Envoy expose them (docs/existing-cluster.md). */
const IDLE_SIDECAR_SERIES = 130;

function mesh({ agent, mesh: kind }: Settings): Lines {
  if (kind === "none") return {};
  const { scrapeIntervalSeconds: seconds } = agent;
  const samples = (IDLE_SIDECAR_SERIES / seconds).toFixed(1);
  return {
    mesh: `not in these figures: each sidecar has about ${IDLE_SIDECAR_SERIES} series, ${samples} samples/s every ${seconds} s, where Istio merges metrics, and those of its traffic, which follow from who calls whom; all count for the limits of its namespace. Sidecars send every span, which the gateway samples. Their CPU and memory are set where Istio is installed`,
  };
}

function serviceMonitor({ agent, cluster }: Settings): Lines {
  if (!agent.serviceMonitor) return {};
  const first = clusterFacts(cluster).gke ? "; set it once the cluster is there and has them" : "";
  return {
    "service monitor": `the Prometheus operator's CRDs have to be in the cluster before the update, which creates a ServiceMonitor for its Prometheus in ${agent.monitorNamespace}${first}`,
  };
}

function scraper(settings: Settings): Lines {
  const jobs = settings.scrapeJobs;
  if (jobs.length === 0) return {};
  const { memory, queue } = scraperSizing(settings);
  const targets = jobs.flatMap((job) => job.targets).length;
  return {
    scraper: `${countText(targets)} static targets of ${countText(jobs.length)} jobs, at most ${countText(queue.samplesPerSecond)} samples/s; limit ${countText(memory.memoryLimitMiB)} MiB, queue in memory for ${counted(settings.outageMinutes, "minute")}`,
  };
}

/** What each signal calls its items, and which collectors have its processors and exporters. */
const SIGNALS = {
  metrics: { items: "every sample", by: "agent" },
  traces: { items: "every span, before it is counted and sampled", by: "gateway" },
  logs: { items: "every log line", by: "log agent" },
} as const;

function processors({ processors: own }: Settings): Lines {
  const lines = (["metrics", "traces", "logs"] as const).flatMap((signal) => {
    const names = own[signal].map(({ name, kind }) => `${name} (${kind})`);
    return names.length === 0 ? [] : [`${names.join(", ")} on ${SIGNALS[signal].items}`];
  });
  return lines.length === 0 ? {} : { processors: lines.join("; ") };
}

function exporters(settings: Settings): Lines {
  const { samplesPerSecond } = queueSizing(settings);
  const tail = settings.tracing?.sampling.kind === "tail";
  const lines = settings.exporters.map((exporter) => {
    const { name, signals, endpoint, queueMiB } = exporter;
    const collectors = signals.map((signal) => (tail && signal === "traces" ? "sampler" : SIGNALS[signal].by));
    const held = signals.includes("metrics")
      ? `, for ${countText(heldSeconds(exporter, samplesPerSecond))} s of a node's samples`
      : "";
    return `${name}: copies of ${signals.join(", ")} to ${endpoint}, ${countText(queueMiB)} MiB of memory of each ${collectors.join(" and ")}${held}; what finds no room is dropped there alone`;
  });
  return lines.length === 0 ? {} : { exporters: lines.join("; ") };
}

/** The lines of what the settings add. Empty where they add nothing. */
export function ownForecast(settings: Settings): Lines {
  return {
    ...attributes(settings),
    ...metadata(settings),
    ...metricRules(settings),
    ...ownRules(settings),
    ...serviceAnnotations(settings),
    ...migration(settings),
    ...monitors(settings),
    ...mesh(settings),
    ...serviceMonitor(settings),
    ...scraper(settings),
    ...processors(settings),
    ...exporters(settings),
  };
}
