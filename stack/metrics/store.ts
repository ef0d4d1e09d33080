/** The metrics store: the stack's own Prometheus, or an endpoint that exists already. */
import type { ComponentResourceOptions, Output } from "@pulumi/pulumi";
import type { RemoteWriteCredentials } from "../../components/common/remoteWriteSecret";
import type { Issuer } from "../../components/common/certificates";
import { Prometheus } from "../../components/metrics/Prometheus";
import { type PrometheusAccesses, PrometheusCredentials } from "../../components/credentials/PrometheusCredentials";
import type { WebAccess } from "../../components/common/webCredentials";
import { alertmanagerFacts } from "../../facts/alertmanager";
import { stackNames } from "../../contract/names";
import { clusterFacts } from "../../facts/cluster";
import type { Authenticated, Authentication, Endpoint, ScrapedServer, WriteEndpoint } from "../../contract/types";
import { type StoreDeployment, storeFacts, type StoreWorkload } from "../../facts/store";
import { unhandled } from "../../facts/unhandled";
import { ruleFiles, ruleOptionsOf } from "../../monitoring/ruleFiles";
import type { StackInput } from "../../settings/load/load";
import type { PrometheusSettings } from "../../settings/schema/settings";
import { storeSettings } from "../../settings/sizing/store";
import { prometheusManifests } from "../../workloads/prometheus/manifests";
import {
  alertingOf,
  deployAlertmanager,
  externalAlertmanagerAccess,
  type OwnAlertmanager,
} from "../alerts/alertmanager";
import { principals, prometheusHosts } from "../../workloads/prometheus/web";

/** Clients of the store that are part of the stack. */
export type StoreClientName = "agent" | "gateway" | "scraper" | "grafana";

/** How a client reaches the store. */
export interface StoreClient {
  readonly write: Authenticated<WriteEndpoint>;
  /** Undefined if the settings do not contain the query URL. */
  readonly query: Authenticated<Endpoint> | undefined;
  /** Undefined if the store requires none. */
  readonly credentials: RemoteWriteCredentials | undefined;
}

/** The metrics store, as the rest of the stack sees it. */
export interface MetricsStore {
  readonly clients: Readonly<Record<StoreClientName, StoreClient>>;
  /** How agents scrape the metrics of Prometheus and Alertmanager, where the stack runs them. */
  readonly scraped: readonly ScrapedServer[];
  /** The workload that answers queries; undefined where it is not the stack's own. */
  readonly queried: StoreWorkload | undefined;
  /** Base URL of the Prometheus that the stack runs; undefined where the store exists already. */
  readonly prometheusEndpoint?: Output<string>;
  /** Credentials of the people who run the stack, for that Prometheus. */
  readonly operator?: WebAccess;
  /** The Alertmanager that the stack runs; undefined where it runs none. */
  readonly alertmanager?: OwnAlertmanager | undefined;
}

export interface MetricsDependencies {
  /** Signs Prometheus' certificate; called only where the stack runs it. */
  readonly authority: () => Issuer;
}

/** Deploys the store, unless it exists already. */
export function deployMetrics(
  input: StackInput,
  { authority }: MetricsDependencies,
  options: ComponentResourceOptions,
): MetricsStore {
  const { settings } = input;
  const { placements } = stackNames(settings.namespaces);
  const { deployment, write, query, scraped, location } = storeFacts(settings.metrics, placements.prometheus);
  const told = alertmanagerFacts(settings.alerts.alertmanager, placements.alertmanager);
  const own = deployStore(input, deployment, authority, options);
  const client = (name: StoreClientName): StoreClient => {
    const credentials = own ? own.access[name] : input.credentials;
    const authentication = authenticationOf(credentials);
    return { write: { ...write, authentication }, query: query && { ...query, authentication }, credentials };
  };
  return {
    clients: {
      agent: client("agent"),
      gateway: client("gateway"),
      scraper: client("scraper"),
      grafana: client("grafana"),
    },
    scraped: [scraped, told.scraped].filter((server) => server !== undefined),
    queried: location.query.kind === "workload" ? location.query : undefined,
    ...(own && { prometheusEndpoint: own.endpoint, operator: own.access.operator, alertmanager: own.alertmanager }),
  };
}

function deployStore(
  input: StackInput,
  deployment: StoreDeployment,
  authority: () => Issuer,
  options: ComponentResourceOptions,
): OwnPrometheus | undefined {
  switch (deployment.kind) {
    case "prometheus":
      return deployPrometheus(input, deployment.settings, authority, options);
    case "none":
      return undefined;
    default:
      return unhandled(deployment);
  }
}

function ownRuleTexts({ ownRules }: StackInput): Readonly<Record<string, string>> | undefined {
  return ownRules && Object.fromEntries(ownRules.map(({ fileName, text }) => [fileName, text]));
}

function authenticationOf(credentials: RemoteWriteCredentials | undefined): Authentication {
  return credentials?.username ? "basic" : credentials?.bearerToken ? "bearer" : "none";
}

interface OwnPrometheus {
  readonly endpoint: Output<string>;
  readonly access: PrometheusAccesses;
  readonly alertmanager: OwnAlertmanager | undefined;
}

/**
 * Its principals and rules follow the configured traces, not the active ones. Exemplars are kept in any case: applications
 * have traces elsewhere too.
 *
 * Principals, because Prometheus answers a user whom it does not know yet with 401, and a gateway that has just become
 * active would drop its data. Rules, because a change of them restarts Prometheus; a pipeline that waits
 * for the lease raises no alert, since the agents scrape the gateway of the one that has it.
 */
function deployPrometheus(
  input: StackInput,
  metrics: PrometheusSettings,
  authority: () => Issuer,
  options: ComponentResourceOptions,
): OwnPrometheus {
  const { settings } = input;
  const { cluster, namespaces } = settings;
  const placement = stackNames(namespaces).placements.prometheus;
  const issuer = authority();
  const credentials = new PrometheusCredentials("prometheus-credentials", {
    generation: metrics.credentialsGeneration,
    principals: principals(settings),
    issuer,
    hosts: prometheusHosts(placement),
  });
  const alertmanager = deployAlertmanager(input, { issuer, users: credentials.users }, options);
  const access = alertmanager?.access ?? externalAlertmanagerAccess(input);
  const alerting = alertingOf(settings);
  const store = storeSettings(metrics, settings);
  const { endpoint } = new Prometheus(
    "metrics",
    {
      webFiles: credentials.webFiles,
      manifests: prometheusManifests(
        store,
        ruleFiles(ruleOptionsOf(settings), namespaces),
        { exemplars: true, alerting, ownRules: ownRuleTexts(input) },
        placement,
      ),
      ...(access && { alertmanager: access }),
      deletionProtection: clusterFacts(cluster).deletionProtection,
    },
    options,
  );
  return { endpoint, access: credentials.access, alertmanager };
}
