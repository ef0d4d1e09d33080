/** The values of the collector's chart for the scraper. */
import type { Image } from "../../contract/images";
import {
  basicAuthFolder,
  basicAuthSecretName,
  scraperNames,
  type ScraperNames,
} from "../../contract/collector/scraper";
import type { RemoteWriteTarget } from "../../contract/types";
import type { Settings } from "../../settings/schema/settings";
import type { ScrapeJob } from "../../settings/schema/extending/scrapeJobs";
import { scraperSizing } from "../../settings/sizing/scraper";
import type { ChartValues, Volume } from "../common/chartValues";
import { traceCollectorValues } from "../common/traceValues";
import { requirements } from "../requirements/requirements";
import { scraperConfig } from "./config";

type ScraperPartsSettings = Pick<
  Settings,
  "environment" | "cluster" | "attributes" | "agent" | "outageMinutes" | "collectorImage" | "scrapeJobs"
>;

/**
 * The chart's values for the scraper: one replica, because two would write the same series. At an update the old one
 * ends first.
 *
 * @param names names of the scraper. Default: `scraperNames()`
 */
export function scraperValues(
  settings: ScraperPartsSettings,
  remoteWrite: RemoteWriteTarget,
  image: Image,
  names: ScraperNames = scraperNames(),
): ChartValues {
  const { environment, cluster, attributes, agent, scrapeJobs: jobs } = settings;
  const sizing = scraperSizing(settings);
  const config = scraperConfig({
    environment,
    clusterName: cluster.name,
    attributes,
    agent,
    jobs,
    sizing,
    remoteWrite,
  });
  const common = traceCollectorValues({
    name: names.release,
    credentialsSecret: names.credentialsSecret,
    config,
    required: requirements(config),
    image,
    cpuRequestMillicores: sizing.limits.cpuRequestMillicores,
    memory: sizing.memory,
  });
  const secrets = jobs.flatMap(basicAuthVolume);
  return {
    mode: "deployment",
    ...common,
    extraVolumes: [...(common["extraVolumes"] as Volume["volume"][]), ...secrets.map(({ volume }) => volume)],
    extraVolumeMounts: [...(common["extraVolumeMounts"] as Volume["mount"][]), ...secrets.map(({ mount }) => mount)],
    replicaCount: 1,
    service: { enabled: false },
    rollout: { strategy: "Recreate" },
    podDisruptionBudget: { enabled: false },
  };
}

/** The Secret with a job's user name and password. The pod waits until it exists. */
function basicAuthVolume(job: ScrapeJob): Volume[] {
  const { name } = job;
  const secretName = basicAuthSecretName(job);
  if (secretName === undefined) return [];
  const volume = `scrape-${name}`;
  return [
    {
      volume: { name: volume, secret: { secretName, defaultMode: 0o440, optional: false } },
      mount: { name: volume, mountPath: basicAuthFolder(name), readOnly: true },
    },
  ];
}
