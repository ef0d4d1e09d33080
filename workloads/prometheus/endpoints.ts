/** Where samples are written to and asked for, whichever kind of metrics backend the stack has. */
import { NAMES, NAMESPACES, PORTS, serviceHost } from "../../contract/names";
import type { MetricsSettings } from "../../settings/schema/settings";

/** How requests prove who they are; the credentials themselves stand in a Secret. */
export type Authentication = "none" | "basic" | "bearer";

/** An HTTP endpoint and what every request to it carries. */
export interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly authentication: Authentication;
  /** Who signed the endpoint's certificate: an authority that every system knows, or the stack's own. */
  readonly authority: "public" | "stack";
}

/** Where samples are written. */
export interface WriteTarget extends Target {
  /** Version of the remote-write protocol. Every endpoint takes 1.0; of 2.0 a store keeps a request's good samples. */
  readonly version: "1.0" | "2.0";
}

/** Base URL of the stack's own Prometheus, from every namespace of the cluster. */
export const PROMETHEUS_URL = `https://${serviceHost(NAMES.prometheus, NAMESPACES.monitoring)}:${PORTS.prometheus}`;

/** URL at which the stack's own Prometheus takes remote writes. */
export const PROMETHEUS_WRITE_URL = `${PROMETHEUS_URL}/api/v1/write`;

/**
 * Where the agents write samples.
 *
 * `authentication` is that of a remote endpoint; the stack's own Prometheus asks for a name and a password.
 */
export function remoteWriteTarget(metrics: MetricsSettings, authentication: Authentication): WriteTarget {
  switch (metrics.kind) {
    case "prometheus":
      return { url: PROMETHEUS_WRITE_URL, headers: {}, authentication: "basic", authority: "stack", version: "2.0" };
    case "remote":
      return {
        url: metrics.url,
        headers: tenantHeader(metrics.tenant),
        authentication,
        authority: "public",
        version: "1.0",
      };
  }
}

/** Where Grafana asks for samples, or undefined where the settings do not tell. */
export function queryTarget(metrics: MetricsSettings, authentication: Authentication): Target | undefined {
  const url = queryUrl(metrics);
  if (url === undefined) return undefined;
  const { headers, authentication: asked, authority } = remoteWriteTarget(metrics, authentication);
  return { url, headers, authentication: asked, authority };
}

/**
 * Base URL of the query API (without `/api/v1/query`), or undefined where the settings do not tell.
 *
 * For a remote endpoint without `queryUrl` it follows from the write path of the systems that have a fixed pair:
 * Grafana Mimir, Grafana Cloud, and Prometheus with everything that imitates its path.
 */
export function queryUrl(metrics: MetricsSettings): string | undefined {
  if (metrics.kind === "prometheus") return PROMETHEUS_URL;
  if (metrics.queryUrl !== undefined) return metrics.queryUrl;
  const known = QUERY_PATHS.find(({ writePath }) => writePath.test(metrics.url));
  return known === undefined ? undefined : metrics.url.replace(known.writePath, known.queryPath);
}

const QUERY_PATHS: readonly { readonly writePath: RegExp; readonly queryPath: string }[] = [
  { writePath: /\/api\/v1\/push\/?$/, queryPath: "/prometheus" },
  { writePath: /\/api\/prom\/push\/?$/, queryPath: "/api/prom" },
  { writePath: /\/api\/v1\/write\/?$/, queryPath: "" },
];

function tenantHeader(tenant: string | undefined): Record<string, string> {
  return tenant === undefined ? {} : { "X-Scope-OrgID": tenant };
}
