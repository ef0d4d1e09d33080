/** The receiver that only an agent has: its scrape jobs. */
import { RECEIVERS } from "../../contract/collector/components";
import { JOBS } from "../../contract/series";
import type { ContainersSettings } from "../../settings/schema/metrics/containers";
import type { AgentSettings } from "../../settings/schema/settings";
import { type AgentSizing, podSampleLimit } from "../../settings/sizing/agent";
import type { ScrapedServer } from "../../contract/types";
import { credentialFile } from "../common/extensions";
import type { JsonObject } from "../common/model";
import type { Component } from "../common/pipelines";
import type { StackAttributes } from "../common/processors";
import {
  annotatedPodRules,
  honouredPodRules,
  migratedPods,
  ownMetricsRules,
  PODS_AND_NAMESPACES,
  PODS_OF_THIS_NODE,
  sampleRules,
  serverRules,
  verifiedPodRules,
} from "./relabeling";
import { limitedJob } from "./scraping/job";
import { containersJob, kubeletJob } from "./scraping/kubelet";
import { HONOURED_PODS_JOB, MONITORED_PODS_JOB, type RelabelRule, SERVICES_JOB } from "./scraping/model";
import { MONITORED_PODS_OF_THIS_NODE, monitoredPodRules } from "./scraping/monitors";
import { annotatedServiceRules, servicesOf } from "./scraping/services";

/** What all scrape jobs of pods have. */
interface EveryJob {
  readonly sizing: AgentSizing;
  /** Rules for their samples. */
  readonly sampleRules: readonly RelabelRule[];
  /** Discovery of the node's pods, the same for all, so that they share one watch. */
  readonly discovery: typeof PODS_OF_THIS_NODE | typeof PODS_AND_NAMESPACES;
  /** Rules before all others for pods that ask to be scraped. */
  readonly firstRules: readonly RelabelRule[];
}

/** Only protobuf has them; a target without it answers in the first text format that it knows. */
const NATIVE_HISTOGRAMS = {
  scrape_native_histograms: true,
  scrape_protocols: [
    "PrometheusProto",
    "OpenMetricsText1.0.0",
    "OpenMetricsText0.0.1",
    "PrometheusText1.0.0",
    "PrometheusText0.0.4",
  ],
};

/** What an agent scrapes besides pods. */
export interface ScrapedParts {
  /** Servers of the stack that ask for credentials. Default: none. */
  readonly scrapedServers?: readonly ScrapedServer[];
  /** How it asks the node's kubelet for the metrics of the containers. Default: it does not. */
  readonly containers?: ContainersSettings | undefined;
  /** In a migration, the namespaces that need no label to be scraped. Default: there is none, and all are scraped. */
  readonly migratedWithoutLabel?: readonly string[] | undefined;
}

/** Scrapes the annotated pods of the node, the agent itself, the kubelet, and the stack's own servers that run on the node. */
export function prometheusReceiver(
  agent: AgentSettings,
  sizing: AgentSizing,
  stack: StackAttributes,
  { scrapedServers = [], containers, migratedWithoutLabel: own }: ScrapedParts,
): Component {
  const every: EveryJob = {
    sizing: { ...sizing, sampleLimit: podSampleLimit(agent) },
    sampleRules: sampleRules(Object.keys(stack)),
    discovery: own ? PODS_AND_NAMESPACES : PODS_OF_THIS_NODE,
    firstRules: own ? [migratedPods(own)] : [],
  };
  const settings = {
    config: {
      global: {
        scrape_interval: `${agent.scrapeIntervalSeconds}s`,
        scrape_timeout: `${agent.scrapeTimeoutSeconds}s`,
        // Adds three series per target. Without them, a body above its limit looks like a target that is down.
        extra_scrape_metrics: true,
        ...(agent.nativeHistograms && NATIVE_HISTOGRAMS),
      },
      scrape_configs: [
        {
          ...askingJob(JOBS.pods, every, annotatedPodRules(agent)),
          ...UNVERIFIED,
        },
        verifiedJob(agent, every),
        { ...askingJob(HONOURED_PODS_JOB, every, honouredPodRules(agent)), honor_labels: true, ...UNVERIFIED },
        ...(agent.serviceAnnotations ? [servicesJob(agent, every)] : []),
        ...(agent.monitors.enabled ? [monitorsJob(agent, every, stack)] : []),
        scrapeJob(JOBS.agent, every, ownMetricsRules()),
        ...scrapedServers.map((server) => serverJob(every, server)),
        ...(containers ? [kubeletJob(containers, sizing), containersJob(containers, sizing)] : []),
      ],
    },
  };
  return { id: RECEIVERS.prometheus, settings };
}

/** Certificates of pods name Services, not pod IPs; nothing secret is sent and the traffic stays on the node. */
const UNVERIFIED = { tls_config: { insecure_skip_verify: true } };

/** Scrapes the node's pods of annotated Services. */
function servicesJob(agent: AgentSettings, every: EveryJob): JsonObject {
  return {
    ...askingJob(SERVICES_JOB, every, annotatedServiceRules(agent)),
    ...UNVERIFIED,
    kubernetes_sd_configs: servicesOf(every.discovery),
  };
}

/** Scrapes the node's pods that ServiceMonitors and PodMonitors select. */
function monitorsJob(agent: AgentSettings, { sizing, sampleRules }: EveryJob, stack: StackAttributes): JsonObject {
  return {
    ...limitedJob(MONITORED_PODS_JOB, sizing),
    ...UNVERIFIED,
    monitor_sd_configs: MONITORED_PODS_OF_THIS_NODE,
    relabel_configs: monitoredPodRules(agent, stack),
    metric_relabel_configs: sampleRules,
  };
}

/**
 * Scrapes the pods that ask for it over TLS, and verifies their certificates. Without a server name, Prometheus verifies
 * the host of the address, which is the pod's IP.
 */
function verifiedJob(agent: AgentSettings, every: EveryJob): JsonObject {
  const { scrapeAuthority, scrapeServerName } = agent;
  return {
    ...askingJob(JOBS.verifiedPods, every, verifiedPodRules(agent)),
    scheme: "https",
    tls_config: {
      ...(scrapeAuthority !== undefined && { ca: scrapeAuthority }),
      ...(scrapeServerName !== undefined && { server_name: scrapeServerName }),
      min_version: "TLS12",
    },
  };
}

/** Scrapes a server of the stack with credentials. The certificate is verified first, so that no other pod receives them. */
function serverJob(every: EveryJob, server: ScrapedServer): JsonObject {
  return {
    ...scrapeJob(server.job, every, serverRules(server)),
    scheme: "https",
    basic_auth: { username_file: credentialFile("username"), password_file: credentialFile("password") },
    tls_config: {
      ca_file: credentialFile("authority"),
      server_name: server.serverName,
      min_version: "TLS13",
    },
  };
}

/** A scrape job of pods that ask to be scraped. */
function askingJob(name: string, every: EveryJob, relabelRules: readonly RelabelRule[]): JsonObject {
  return scrapeJob(name, every, [...every.firstRules, ...relabelRules]);
}

/** A scrape job of pods of the node. */
function scrapeJob(
  name: string,
  { sizing, sampleRules, discovery }: EveryJob,
  relabelRules: readonly RelabelRule[],
): JsonObject {
  return {
    ...limitedJob(name, sizing),
    kubernetes_sd_configs: discovery,
    relabel_configs: relabelRules,
    metric_relabel_configs: sampleRules,
  };
}
