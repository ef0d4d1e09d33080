/** Everything that depends on the kind of the metrics store. No other folder that computes or deploys asks for the kind. */
import { prometheusUrl, prometheusWriteUrl } from "../contract/endpoints";
import { labels, type Placement, PLACEMENTS, serviceHost } from "../contract/names";
import { JOBS } from "../contract/series";
import { PORTS } from "../contract/ports";
import type { Endpoint, ScrapedServer, WriteEndpoint } from "../contract/types";
import type { MetricsSettings, PrometheusSettings, RemoteSettings } from "../settings/schema/settings";
import { type ClusterLoad, loadArithmetic } from "../settings/sizing/load";
import { blockBytes, retainedBytes } from "../settings/sizing/prometheus";
import { countText, gibText } from "../settings/sizing/units";
import { unhandled } from "./unhandled";

/** Pods of the store that the stack runs, and the port at which they answer. */
export interface StoreWorkload {
  readonly kind: "workload";
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number;
}

/** Where clients reach the store in the network: pods of the stack, or an address. */
export type StoreLocation = StoreWorkload | { readonly kind: "address"; readonly url: string };

/**
 * What the stack runs of the store, with credentials of its own for each client; `none` where the store exists already
 * and all clients use the credentials of the settings.
 */
export type StoreDeployment =
  { readonly kind: "prometheus"; readonly settings: PrometheusSettings } | { readonly kind: "none" };

export interface StoreFacts {
  readonly deployment: StoreDeployment;
  /** Workloads of the store that the stack runs, each with a network policy; empty where the store exists already. */
  readonly workloads: readonly StoreWorkload[];
  /** Where agents and gateway write samples. */
  readonly write: WriteEndpoint;
  /** Base URL of the query API (without `/api/v1/query`); undefined where the settings do not tell. */
  readonly query: Endpoint | undefined;
  /** How agents scrape the store's own metrics; undefined where the store exists already. */
  readonly scraped: ScrapedServer | undefined;
  readonly location: { readonly write: StoreLocation; readonly query: StoreLocation };
  /** The stored samples, as one line of the forecast, for what all agents send. */
  readonly forecast: (load: ClusterLoad, scrapeIntervalSeconds: number) => string;
}

/**
 * The facts of a metrics store.
 *
 * @param placement name and namespace of Prometheus, if the stack runs one. Default: `PLACEMENTS.prometheus`
 */
export function storeFacts(metrics: MetricsSettings, placement: Placement = PLACEMENTS.prometheus): StoreFacts {
  switch (metrics.kind) {
    case "prometheus":
      return prometheusFacts(metrics, placement);
    case "remote":
      return remoteFacts(metrics);
    default:
      return unhandled(metrics);
  }
}

function prometheusFacts(metrics: PrometheusSettings, { name, namespace }: Placement): StoreFacts {
  const port = PORTS.prometheus;
  const workload: StoreWorkload = { kind: "workload", name, namespace, labels: labels(name), port };
  return {
    deployment: { kind: "prometheus", settings: metrics },
    workloads: [workload],
    write: { url: prometheusWriteUrl(workload), headers: {}, authority: "stack", version: "2.0" },
    query: { url: prometheusUrl(workload), headers: {}, authority: "stack" },
    scraped: { job: JOBS.prometheus, namespace, name, port, serverName: serviceHost(name, namespace) },
    location: { write: workload, query: workload },
    forecast: (load, scrapeIntervalSeconds) => prometheusForecast(metrics, load, scrapeIntervalSeconds),
  };
}

function prometheusForecast(metrics: PrometheusSettings, load: ClusterLoad, scrapeIntervalSeconds: number): string {
  const { retentionHours, storageGiB } = metrics;
  const expectedSamplesPerSecond = metrics.expectedSamplesPerSecond ?? load.samplesPerSecond;
  const retained = gibText(retainedBytes({ retentionHours, expectedSamplesPerSecond, scrapeIntervalSeconds }));
  const store =
    expectedSamplesPerSecond === load.samplesPerSecond
      ? ""
      : `, a store for ${countText(expectedSamplesPerSecond)} samples/s`;
  return `${loadArithmetic(load)}${store}; ${retentionHours} h of them are ${retained} of ${gibText(blockBytes(metrics))} for blocks on a volume of ${storageGiB} GiB`;
}

function remoteFacts(metrics: RemoteSettings): StoreFacts {
  const { url, tenant } = metrics;
  const headers: Record<string, string> = tenant === undefined ? {} : { "X-Scope-OrgID": tenant };
  const queryUrl = remoteQueryUrl(metrics);
  return {
    deployment: { kind: "none" },
    workloads: [],
    write: { url, headers, authority: "public", version: "1.0" },
    query: queryUrl === undefined ? undefined : { url: queryUrl, headers, authority: "public" },
    scraped: undefined,
    location: { write: { kind: "address", url }, query: { kind: "address", url: queryUrl ?? url } },
    forecast: (load) => `${loadArithmetic(load)}, written to ${url}`,
  };
}

/**
 * Write paths with a known query path: those of Grafana Mimir, of Grafana Cloud, and of Prometheus and compatible
 * stores.
 */
const QUERY_PATHS: readonly { readonly writePath: RegExp; readonly queryPath: string }[] = [
  { writePath: /\/api\/v1\/push\/?$/, queryPath: "/prometheus" },
  { writePath: /\/api\/prom\/push\/?$/, queryPath: "/api/prom" },
  { writePath: /\/api\/v1\/write\/?$/, queryPath: "" },
];

function remoteQueryUrl({ url, queryUrl }: RemoteSettings): string | undefined {
  if (queryUrl !== undefined) return queryUrl;
  const known = QUERY_PATHS.find(({ writePath }) => writePath.test(url));
  return known && url.replace(known.writePath, known.queryPath);
}
