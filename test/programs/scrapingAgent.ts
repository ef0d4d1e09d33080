/** The agent's configuration with fixed targets: what the API server would tell of pods, as labels of each target. */
import { agentConfig } from "../../collector/agent/config";
import { featureGateArguments } from "../../collector/common/chartValues";
import { at, type CollectorConfig, isObject, type JsonObject } from "../../collector/common/model";
import { requirements } from "../../collector/requirements/requirements";
import { QUEUE_MOUNT } from "../../contract/names";
import { agentInput, OWN_IMAGE } from "../harness/agentSettings";

/** The ways of delivery, each on an image that has it. */
const WRITERS = {
  durable: { delivery: "durable", ...OWN_IMAGE },
  memory: { delivery: "memory", ...OWN_IMAGE },
  contrib: { delivery: "memory", collectorImage: { distribution: "contrib" } },
} as const;

export type Writer = keyof typeof WRITERS;
export const WRITER_NAMES = Object.keys(WRITERS) as readonly Writer[];

export interface ScrapedPod {
  /** Label `app.kubernetes.io/name`, which becomes the job. */
  readonly application: string;
  readonly ip: string;
  readonly port: number;
  readonly path?: string;
}

export interface ScrapingAgent {
  readonly config: CollectorConfig;
  /** Arguments of the collector besides the one that names its configuration. */
  readonly args: readonly string[];
}

const pod = (name: string) => `__meta_kubernetes_pod_${name}`;

/** Labels with which Kubernetes discovery would describe the pod, so that every relabelling rule stays as it is. */
function discovered({ application, ip, port, path }: ScrapedPod): JsonObject {
  return {
    targets: [`${ip}:${port}`],
    labels: {
      __meta_kubernetes_namespace: "applications",
      [pod("name")]: `${application}-0`,
      [pod("ip")]: ip,
      [pod("phase")]: "Running",
      [pod("label_app_kubernetes_io_name")]: application,
      [pod("annotation_prometheus_io_scrape")]: "true",
      [pod("annotation_prometheus_io_port")]: String(port),
      ...(path !== undefined && { [pod("annotation_prometheus_io_path")]: path }),
    },
  };
}

function withTargets(config: CollectorConfig, pods: readonly ScrapedPod[]): CollectorConfig {
  const scrapes = at(config.receivers["prometheus"], "config");
  if (!isObject(scrapes) || !Array.isArray(scrapes["scrape_configs"])) throw new Error("the agent scrapes nothing");
  const [podJob] = scrapes["scrape_configs"].filter(isObject);
  const job = Object.entries(podJob!).filter(([key]) => key !== "kubernetes_sd_configs");
  const fixed = { ...Object.fromEntries(job), static_configs: pods.map(discovered) };
  const prometheus = { ...config.receivers["prometheus"], config: { ...scrapes, scrape_configs: [fixed] } };
  return { ...config, receivers: { ...config.receivers, prometheus } };
}

/**
 * An agent that scrapes these pods each second and writes to `url`. Version 1.0 is that of a stack whose store is
 * elsewhere. `queue` is the folder of its files.
 */
export function scrapingAgent(
  writer: Writer,
  version: "1.0" | "2.0",
  { url, queue, pods }: { readonly url: string; readonly queue: string; readonly pods: readonly ScrapedPod[] },
): ScrapingAgent {
  const settings = { scrapeIntervalSeconds: 1, scrapeTimeoutSeconds: 1, enrich: false };
  const planned = agentConfig(agentInput(settings, { url, version }, WRITERS[writer]));
  const inFolder = JSON.parse(JSON.stringify(planned).replaceAll(QUEUE_MOUNT, queue)) as CollectorConfig;
  return { config: withTargets(inFolder, pods), args: featureGateArguments(requirements(planned)) };
}
