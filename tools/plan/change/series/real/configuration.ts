/** An agent's configuration for a machine without a cluster: other addresses, no credentials, nothing else. */
import type { CollectorConfig } from "../../../../../collector/common/model";
import { listAt, objectAt, type Manifest } from "../../../../../policy/evidence/reading";
import { QUEUE_MOUNT } from "../../../../../contract/names";
import { scrapedPipelines } from "../pipeline";

export interface Addresses {
  /** Of the stand-in for the API server, without a path. */
  readonly api: string;
  /** Host and port of the proxy that serves the recorded pages. */
  readonly pages: string;
  readonly store: string;
  /** Folder for what the exporter keeps. */
  readonly queue: string;
}

/** How a scrape is made, which no label tells. */
const SCRAPE = { __scheme__: "http", __scrape_interval__: "1s", __scrape_timeout__: "1s" };

const without = (object: Manifest, ...keys: readonly string[]) =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));

function scrapeJob(job: Manifest, index: number, { api, pages }: Addresses): Manifest {
  const { kubernetes_sd_configs: discoveries, ...rest } = job;
  const forced = Object.entries(SCRAPE).map(([target_label, replacement]) => ({ target_label, replacement }));
  return {
    ...without(rest, "tls_config", "authorization", "basic_auth", "oauth2", "scrape_interval", "scrape_timeout"),
    ...(discoveries !== undefined && {
      kubernetes_sd_configs: listAt(job, "kubernetes_sd_configs").map((one) => ({
        ...(one as Manifest),
        api_server: api,
      })),
    }),
    proxy_url: `http://${index}:x@${pages}`,
    relabel_configs: [...listAt(job, "relabel_configs"), ...forced],
  };
}

/** Settings of an exporter to the local store, wherever it has its client's. */
function toStore(settings: unknown, addresses: Addresses): unknown {
  if (typeof settings === "string") return settings.replaceAll(QUEUE_MOUNT, addresses.queue);
  if (Array.isArray(settings)) return settings.map((one) => toStore(one, addresses));
  if (typeof settings !== "object" || settings === null) return settings;
  const kept = Object.entries(without(settings as Manifest, "auth", "tls", "canary"));
  return Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      key === "endpoint" ? `${addresses.store}/api/v1/write` : toStore(value, addresses),
    ]),
  );
}

/** The configuration with nothing but the pipelines behind the Prometheus receiver; undefined where there is none. */
export function localConfiguration(config: CollectorConfig, addresses: Addresses): unknown {
  const pipelines = scrapedPipelines(config);
  if (pipelines.length === 0) return undefined;
  const scrapes = objectAt(config, "receivers", "prometheus", "config");
  const jobs = listAt(scrapes, "scrape_configs").map((job, index) => scrapeJob(job as Manifest, index, addresses));
  const used = (kind: "processors" | "exporters") =>
    [...new Set(pipelines.flatMap((pipeline) => pipeline[kind]))].filter((id) => id in config[kind]);
  return {
    receivers: {
      prometheus: {
        ...config.receivers["prometheus"],
        config: {
          ...scrapes,
          global: { ...objectAt(scrapes, "global"), scrape_interval: "1s", scrape_timeout: "1s" },
          scrape_configs: jobs,
        },
      },
    },
    processors: Object.fromEntries(
      used("processors").map((id) => {
        const settings = config.processors[id] ?? {};
        return [id, "auth_type" in settings ? { ...settings, auth_type: "kubeConfig" } : settings];
      }),
    ),
    exporters: Object.fromEntries(used("exporters").map((id) => [id, toStore(config.exporters[id], addresses)])),
    service: {
      telemetry: { metrics: { level: "none" } },
      pipelines: Object.fromEntries(
        pipelines.map(({ name, processors, exporters }) => [
          name,
          { receivers: ["prometheus"], processors, exporters: exporters.filter((id) => id in config.exporters) },
        ]),
      ),
    },
  };
}
