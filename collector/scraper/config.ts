/** The configuration of the collector that scrapes targets which are no pods of a node. */
import { RECEIVERS } from "../../contract/collector/components";
import { BASIC_AUTH_FILES, basicAuthFolder, basicAuthSecretName } from "../../contract/collector/scraper";
import type { RemoteWriteTarget } from "../../contract/types";
import type { AgentSettings } from "../../settings/schema/settings";
import type { ScrapeJob } from "../../settings/schema/extending/scrapeJobs";
import type { ScraperSizing } from "../../settings/sizing/scraper";
import { sampleRules } from "../agent/relabeling";
import { limitedJob } from "../agent/scraping/job";
import { scrapedPipelines } from "../agent/writers";
import { authenticator, healthCheck } from "../common/extensions";
import type { CollectorConfig, JsonObject } from "../common/model";
import { collectorConfig, type Component } from "../common/pipelines";
import { memoryLimiter, stackAttributes, type StackIdentity, staticResource } from "../common/processors";
import { telemetry } from "../common/service";

export interface ScraperConfigInput extends StackIdentity {
  readonly jobs: readonly ScrapeJob[];
  readonly agent: Pick<AgentSettings, "scrapeIntervalSeconds" | "scrapeTimeoutSeconds" | "logLevel">;
  readonly sizing: ScraperSizing;
  readonly remoteWrite: RemoteWriteTarget;
}

/** The whole configuration of the scraper. */
export function scraperConfig(input: ScraperConfigInput): CollectorConfig {
  const { agent, remoteWrite: target, sizing } = input;
  const auth = authenticator(target.authentication);
  const stack = stackAttributes(input);
  return collectorConfig({
    extensions: [healthCheck(), ...(auth ? [auth] : [])],
    telemetry: telemetry(agent.logLevel),
    pipelines: scrapedPipelines({
      scrape: [receiver(input)],
      processors: [memoryLimiter(sizing.memory), staticResource(stack)],
      others: [],
      target,
      authenticator: auth,
      sizing: sizing.limits,
      queue: sizing.queue,
    }),
  });
}

function receiver(input: ScraperConfigInput): Component {
  const { agent, jobs } = input;
  const settings = {
    config: {
      global: {
        scrape_interval: `${agent.scrapeIntervalSeconds}s`,
        scrape_timeout: `${agent.scrapeTimeoutSeconds}s`,
        extra_scrape_metrics: true,
      },
      scrape_configs: jobs.map((job) => scrapeConfig(job, input)),
    },
  };
  return { id: RECEIVERS.prometheus, settings };
}

function scrapeConfig(job: ScrapeJob, input: ScraperConfigInput): JsonObject {
  const { name, targets, path, scheme, authority, serverName, intervalSeconds } = job;
  const folder = basicAuthFolder(name);
  return {
    ...limitedJob(name, input.sizing.limits),
    metric_relabel_configs: sampleRules(Object.keys(stackAttributes(input))),
    ...(intervalSeconds !== undefined && timing(intervalSeconds, input.agent)),
    scheme,
    metrics_path: path,
    ...(scheme === "https" && {
      tls_config: {
        ...(authority !== undefined && { ca: authority }),
        ...(serverName !== undefined && { server_name: serverName }),
        min_version: "TLS12",
      },
    }),
    ...(basicAuthSecretName(job) !== undefined && {
      basic_auth: {
        username_file: `${folder}/${BASIC_AUTH_FILES.username}`,
        password_file: `${folder}/${BASIC_AUTH_FILES.password}`,
      },
    }),
    static_configs: [{ targets }],
  };
}

/** A job's own interval, below which the stack's timeout would not fit. */
function timing(seconds: number, { scrapeTimeoutSeconds }: Pick<AgentSettings, "scrapeTimeoutSeconds">): JsonObject {
  return {
    scrape_interval: `${seconds}s`,
    ...(seconds < scrapeTimeoutSeconds && { scrape_timeout: `${seconds}s` }),
  };
}
