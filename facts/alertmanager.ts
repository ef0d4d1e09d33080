/** Everything that depends on the kind of Alertmanager. No other folder that computes or deploys asks for the kind. */
import { labels, type Placement, PLACEMENTS, serviceHost } from "../contract/names";
import { PORTS } from "../contract/ports";
import { JOBS } from "../contract/series";
import type { Authentication, ScrapedServer } from "../contract/types";
import type {
  AlertmanagerSettings,
  ExternalAlertmanagerSettings,
  OwnAlertmanagerSettings,
} from "../settings/schema/alerts/alertmanager";
import type { StoreWorkload } from "./store";
import { unhandled } from "./unhandled";

/** Where Prometheus sends alerts: to every host itself, because replicas do not pass alerts on. */
export interface AlertTargets {
  readonly scheme: "http" | "https";
  /** Hosts with their ports. */
  readonly hosts: readonly string[];
  /** Path before `/api/v2/alerts`; empty at the root. */
  readonly pathPrefix: string;
  readonly authentication: Exclude<Authentication, "bearer">;
  /** Who signed the certificate: a public authority, or the stack's own, and for which name. */
  readonly authority: { readonly kind: "public" } | { readonly kind: "stack"; readonly serverName: string };
}

export interface AlertmanagerFacts {
  /** What the stack runs; undefined where Alertmanager exists already, or where there is none. */
  readonly deployment: OwnAlertmanagerSettings | undefined;
  /** Undefined where alerts are sent to nobody. */
  readonly targets: AlertTargets | undefined;
  /** Its pods; undefined where the stack runs none. */
  readonly workload: StoreWorkload | undefined;
  /** How agents scrape its own metrics; undefined where the stack runs none. */
  readonly scraped: ScrapedServer | undefined;
  /** URL that Prometheus reaches outside of the stack; undefined where there is none. */
  readonly url: string | undefined;
}

/** Name of the headless Service, by which each replica has a name of its own. */
export function peersService({ name }: Placement): string {
  return `${name}-peers`;
}

/** Host names of the replicas. */
export function replicaHosts(replicas: number, placement: Placement): string[] {
  const domain = serviceHost(peersService(placement), placement.namespace);
  return Array.from({ length: replicas }, (_, ordinal) => `${placement.name}-${ordinal}.${domain}`);
}

/**
 * The facts of an Alertmanager.
 *
 * @param placement its name and namespace, if the stack runs one. Default: `PLACEMENTS.alertmanager`
 */
export function alertmanagerFacts(
  settings: AlertmanagerSettings,
  placement: Placement = PLACEMENTS.alertmanager,
): AlertmanagerFacts {
  switch (settings.kind) {
    case "none":
      return { deployment: undefined, targets: undefined, workload: undefined, scraped: undefined, url: undefined };
    case "own":
      return ownFacts(settings, placement);
    case "external":
      return externalFacts(settings);
    default:
      return unhandled(settings);
  }
}

function ownFacts(settings: OwnAlertmanagerSettings, placement: Placement): AlertmanagerFacts {
  const { name, namespace } = placement;
  const port = PORTS.alertmanager;
  const serverName = serviceHost(name, namespace);
  return {
    deployment: settings,
    targets: {
      scheme: "https",
      hosts: replicaHosts(settings.replicas, placement).map((host) => `${host}:${port}`),
      pathPrefix: "",
      authentication: "basic",
      authority: { kind: "stack", serverName },
    },
    workload: { kind: "workload", name, namespace, labels: labels(name), port },
    scraped: { job: JOBS.alertmanager, namespace, name, port, serverName },
    url: undefined,
  };
}

function externalFacts({ url, username }: ExternalAlertmanagerSettings): AlertmanagerFacts {
  const { protocol, hostname, port, pathname } = new URL(url);
  const scheme = protocol === "http:" ? "http" : "https";
  return {
    deployment: undefined,
    targets: {
      scheme,
      hosts: [`${hostname}:${port === "" ? (scheme === "http" ? 80 : 443) : port}`],
      pathPrefix: pathname.replace(/\/+$/, ""),
      authentication: username === undefined ? "none" : "basic",
      authority: { kind: "public" },
    },
    workload: undefined,
    scraped: undefined,
    url,
  };
}
