/** Validation of a collector configuration: mistakes that are otherwise noticed only when data is missing. */
import { COMPONENTS, componentType, EXTENSIONS, PROCESSORS, RECEIVERS } from "../../contract/collector/components";
import { checkWriters } from "./writers";
import { isOwn } from "../../contract/collector/own";
import { checkSenders } from "./senders";
import { checkTraces } from "./traces";
import {
  at,
  type CollectorConfig,
  type Components,
  componentsOfType,
  everyText,
  isObject,
  type Json,
  type JsonObject,
  objects,
  textOf,
} from "../common/model";
import { CHART_POD_VARIABLES, unknownVariables } from "../requirements/environment";
import { asksKubelet, scrapeJobs } from "../requirements/permissions";

/**
 * Every problem of a configuration, each as a sentence that names its place; empty for a valid configuration.
 *
 * @param podVariables environment variables of its pod. Default: those of a pod of the collector's chart
 */
export function configurationProblems(
  config: CollectorConfig,
  podVariables: readonly string[] = CHART_POD_VARIABLES,
): string[] {
  const problems = [
    ...checkPipelines(config),
    ...checkExtensions(config),
    ...checkOrder(config),
    ...checkSenders(config),
    ...checkTexts(config, podVariables),
    ...checkListeners(config),
    ...checkWriters(config),
    ...checkTraces(config),
    ...checkScrapeJobs(config),
  ];
  // A problem of an exporter in several pipelines is reported once.
  return [...new Set(problems)];
}

const KINDS = ["receivers", "processors", "exporters"] as const;

/** The defined components of a kind. A connector is both a receiver and an exporter. */
function defined(config: CollectorConfig, kind: (typeof KINDS)[number]): Components {
  return kind === "processors" ? config.processors : { ...config[kind], ...config.connectors };
}

function checkPipelines(config: CollectorConfig): string[] {
  const pipelines = Object.entries(config.service.pipelines);
  const undefinedIds = pipelines.flatMap(([id, pipeline]) =>
    KINDS.flatMap((kind) =>
      pipeline[kind]
        .filter((component) => !(component in defined(config, kind)))
        .map((component) => `service.pipelines.${id}.${kind} names ${component}, which is not defined.`),
    ),
  );
  const empty = pipelines.flatMap(([id, pipeline]) =>
    (["receivers", "exporters"] as const)
      .filter((kind) => pipeline[kind].length === 0)
      .map((kind) => `service.pipelines.${id} has no ${kind}.`),
  );
  const used = new Set(pipelines.flatMap(([, pipeline]) => KINDS.flatMap((kind) => pipeline[kind])));
  const unused = [...KINDS, "connectors" as const].flatMap((kind) =>
    Object.keys(config[kind] ?? {})
      .filter((id) => !used.has(id))
      .map((id) => `${kind}.${id} is defined but no pipeline uses it.`),
  );
  return [...undefinedIds, ...empty, ...unused];
}

function checkExtensions(config: CollectorConfig): string[] {
  const { extensions } = config.service;
  const authenticators = Object.entries(config.exporters).flatMap(([id, exporter]) => {
    const name = at(exporter, "http", "auth", "authenticator") ?? at(exporter, "auth", "authenticator");
    return typeof name === "string" && !extensions.includes(name)
      ? [`exporters.${id} authenticates with ${name}, which service.extensions does not start.`]
      : [];
  });
  return [
    ...extensions
      .filter((id) => !(id in config.extensions))
      .map((id) => `service.extensions names ${id}, which is not defined.`),
    ...Object.keys(config.extensions)
      .filter((id) => !extensions.includes(id))
      .map((id) => `extensions.${id} is defined but service.extensions does not start it.`),
    ...(extensions.some((id) => componentType(id) === EXTENSIONS.healthCheck)
      ? []
      : ["service.extensions starts no health_check, so the probes would restart the collector for ever."]),
    ...authenticators,
  ];
}

/** The order of processors in a pipeline, by type, or by id where one of a type has a place of its own. */
const PROCESSOR_ORDER: readonly string[] = [
  PROCESSORS.memoryLimiter,
  COMPONENTS.senderClaims,
  PROCESSORS.kubernetesAttributes,
  COMPONENTS.senderTrust,
  PROCESSORS.resource,
  // They know namespaces by an attribute that the writers rename.
  COMPONENTS.labelRules,
  COMPONENTS.metricRules,
  PROCESSORS.deltaToCumulative,
  PROCESSORS.transform,
  PROCESSORS.groupByTrace,
  PROCESSORS.tailSampling,
  PROCESSORS.filter,
  PROCESSORS.probabilisticSampler,
  PROCESSORS.batch,
];

function checkOrder(config: CollectorConfig): string[] {
  return Object.entries(config.service.pipelines).flatMap(([id, { receivers, processors }]) => {
    const places = processors
      .filter((one) => !isOwn(one))
      .map((one) => (PROCESSOR_ORDER.includes(one) ? one : componentType(one)));
    const known = places.filter((place) => PROCESSOR_ORDER.includes(place));
    const sorted = [...known].sort((one, other) => PROCESSOR_ORDER.indexOf(one) - PROCESSOR_ORDER.indexOf(other));
    // Data from another pipeline has already passed the memory limiter.
    const inner = (name: string) => name in (config.connectors ?? {});
    const limited = places[0] === PROCESSORS.memoryLimiter || receivers.every(inner);
    return [
      ...(limited ? [] : [`service.pipelines.${id} does not begin with memory_limiter.`]),
      ...(known.join() === sorted.join()
        ? []
        : [`service.pipelines.${id} has the processors ${known.join(", ")}; their order is ${sorted.join(", ")}.`]),
    ];
  });
}

function checkTexts(config: CollectorConfig, podVariables: readonly string[]): string[] {
  const perText = everyText(config).flatMap(({ path, text }) => [
    ...(text.includes("{{") ? [`${path} contains {{, which Helm would evaluate.`] : []),
    ...(text.replace(/\$\$|\$\{env:[A-Z0-9_]+\}/g, "").includes("$")
      ? [`${path} contains a single $, which the collector reads as a variable; write $$.`]
      : []),
    ...(/(?<![0-9.])0\.0\.0\.0|\[::\]/.test(text) ? [`${path} listens on every address; use \${env:MY_POD_IP}.`] : []),
  ]);
  const variables = unknownVariables(config, podVariables).map(
    (name) => `The environment variable ${name} is used but nothing sets it.`,
  );
  return [...perText, ...variables];
}

/** Two components that listen on one address: the collector would not start. */
function checkListeners(config: CollectorConfig): string[] {
  const endpoints = [config.receivers, config.extensions].flatMap(endpointsIn);
  const twice = endpoints.filter((endpoint, index) => endpoints.indexOf(endpoint) !== index);
  return [...new Set(twice)].map((endpoint) => `Two components listen on ${endpoint}.`);
}

function endpointsIn(value: Json): string[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === "endpoint" && typeof item === "string" ? [item] : endpointsIn(item),
  );
}

const LIMITS = ["sample_limit", "body_size_limit", "label_limit"];

function checkScrapeJobs(config: CollectorConfig): string[] {
  const jobs = scrapeJobs(config);
  const discoveries = new Set(
    jobs
      .flatMap((job) => objects(job["kubernetes_sd_configs"]))
      // The role of Services has a watch of its own, of which the settings say what it costs.
      .filter(({ role }) => role === "pod")
      .map((item) => JSON.stringify(item)),
  );
  return [
    ...jobs.flatMap(checkScrapeJob),
    ...(discoveries.size > 1
      ? ["The scrape jobs differ in kubernetes_sd_configs, so that the agent needs more than one watch."]
      : []),
    ...componentsOfType(config.receivers, RECEIVERS.prometheus).flatMap(checkScrapeTiming),
  ];
}

function checkScrapeJob(job: JsonObject): string[] {
  const name = textOf(job["job_name"]);
  const everyNode = objects(job["kubernetes_sd_configs"]).filter(
    (discovery) => !objects(discovery["selectors"]).some(({ field }) => textOf(field).startsWith("spec.nodeName=")),
  );
  return [
    ...(job["honor_timestamps"] === false || keepsKubeletTimes(job)
      ? []
      : [`Scrape job ${name} does not set honor_timestamps to false.`]),
    ...(job["follow_redirects"] === false
      ? []
      : [`Scrape job ${name} does not set follow_redirects to false: a pod could send the agent to any address.`]),
    ...LIMITS.filter((limit) => job[limit] === undefined).map((limit) => `Scrape job ${name} has no ${limit}.`),
    ...everyNode.map(() => `Scrape job ${name} discovers more than the agent's own node.`),
  ];
}

/** The kubelet's times are never old; with `track_timestamps_staleness` its series end like all others. */
function keepsKubeletTimes(job: JsonObject): boolean {
  return asksKubelet(job) && job["track_timestamps_staleness"] === true;
}

function checkScrapeTiming(receiver: JsonObject): string[] {
  const interval = textOf(at(receiver, "config", "global", "scrape_interval"));
  const timeout = textOf(at(receiver, "config", "global", "scrape_timeout"));
  return parseInt(timeout, 10) > parseInt(interval, 10)
    ? [`The scrape timeout ${timeout} is longer than the interval ${interval}.`]
    : [];
}
