/** The files from which Grafana builds its data source and its list of dashboards at every start. */
import { NAMESPACES } from "../../contract/names";
import { DATA_SOURCE_UID } from "../../contract/series";
import type { Authenticated, Authentication, Endpoint } from "../../contract/types";
import { logDataSource, type LogSource, TRACES_TO_LOGS } from "./logDataSource";
import { exemplarAddresses, exemplarDestinations, type TeamAddress, traceDataSource } from "./traceDataSources";

/** The data source for samples. */
export type DataSource = Authenticated<Endpoint>;

/** The data sources for traces. */
export interface TraceSources {
  /** Teams whose Jaegers are data sources, in the order of their links. */
  readonly teams: readonly string[];
  /** Teams whose Jaegers are none, but have an address outside the cluster, with a login of its own. Default: none. */
  readonly elsewhere?: readonly TeamAddress[];
  /** Whether there are span metrics, to which spans have links. */
  readonly spanMetrics: boolean;
  /** Namespace of the Jaegers. Default: `NAMESPACES.tracing`. */
  readonly namespace?: string;
}

interface Credential {
  /** Environment variable of Grafana's container. */
  readonly variable: string;
  /** Key of the Secret with the credentials. */
  readonly key: "username" | "password" | "bearerToken" | "authority";
}

const USERNAME: Credential = { variable: "DATA_SOURCE_USERNAME", key: "username" };
const PASSWORD: Credential = { variable: "DATA_SOURCE_PASSWORD", key: "password" };
const BEARER_TOKEN: Credential = { variable: "DATA_SOURCE_BEARER_TOKEN", key: "bearerToken" };
const AUTHORITY: Credential = { variable: "DATA_SOURCE_AUTHORITY", key: "authority" };

const CREDENTIALS: Readonly<Record<Authentication, readonly Credential[]>> = {
  none: [],
  basic: [USERNAME, PASSWORD],
  bearer: [BEARER_TOKEN],
};

/** Variables of Grafana's container with the credentials of a data source. */
export function credentialsOf(dataSource: DataSource | undefined): readonly Credential[] {
  if (dataSource === undefined) return [];
  return [...CREDENTIALS[dataSource.authentication], ...(dataSource.authority === "stack" ? [AUTHORITY] : [])];
}

const NO_TRACES: TraceSources = { teams: [], spanMetrics: false };

/** Text of the provisioning file of data sources. Credentials stand in it as the names of environment variables. */
export function dataSources(
  dataSource: DataSource | undefined,
  scrapeIntervalSeconds: number,
  { teams, elsewhere = [], spanMetrics, namespace = NAMESPACES.tracing }: TraceSources = NO_TRACES,
  logSource?: LogSource,
): string {
  const links = [...exemplarDestinations(teams), ...exemplarAddresses(elsewhere)];
  const samples = dataSource === undefined ? [] : [prometheusDataSource(dataSource, scrapeIntervalSeconds, links)];
  const metricsUid = dataSource !== undefined && spanMetrics ? DATA_SOURCE_UID : undefined;
  const spanLinks = { metricsUid, logs: logSource && TRACES_TO_LOGS };
  const traces = teams.map((team) => traceDataSource(team, namespace, spanLinks));
  const logs = logSource === undefined ? [] : [logDataSource(logSource, teams)];
  return serialise({ apiVersion: 1, datasources: [...samples, ...traces, ...logs] });
}

/** Text of the provisioning file that makes Grafana show every dashboard of a folder, as it is and not to be edited. */
export function dashboardProvider(path: string): string {
  return serialise({
    apiVersion: 1,
    providers: [
      { name: "gke-telemetry", type: "file", disableDeletion: true, allowUiUpdates: false, options: { path } },
    ],
  });
}

function prometheusDataSource(dataSource: DataSource, scrapeIntervalSeconds: number, links: readonly object[]) {
  const { url, headers, authentication, authority } = dataSource;
  const httpHeaders = [
    ...Object.entries(headers).map(([name, value]) => [name, literal(value)] as const),
    ...(authentication === "bearer" ? [["Authorization", `Bearer ${reference(BEARER_TOKEN)}`] as const] : []),
  ];
  return {
    name: "Prometheus",
    uid: DATA_SOURCE_UID,
    type: "prometheus",
    access: "proxy",
    url: literal(url),
    isDefault: true,
    editable: false,
    ...(authentication === "basic" ? { basicAuth: true, basicAuthUser: reference(USERNAME) } : {}),
    jsonData: {
      httpMethod: "POST",
      // Grafana's $__rate_interval is four times this; any less, and a rate() finds one sample and draws nothing.
      timeInterval: `${scrapeIntervalSeconds}s`,
      ...(links.length === 0 ? {} : { exemplarTraceIdDestinations: links }),
      ...(authority === "stack" ? { tlsAuthWithCACert: true } : {}),
      ...Object.fromEntries(httpHeaders.map(([name], index) => [`httpHeaderName${index + 1}`, name])),
    },
    secureJsonData: {
      ...Object.fromEntries(httpHeaders.map(([, value], index) => [`httpHeaderValue${index + 1}`, value])),
      ...(authentication === "basic" ? { basicAuthPassword: reference(PASSWORD) } : {}),
      ...(authority === "stack" ? { tlsCACert: reference(AUTHORITY) } : {}),
    },
  };
}

/** A variable in a provisioning file. Without braces: Grafana expands `${NAME}` twice, which eats a `$` in the value. */
function reference(credential: Credential): string {
  return `$${credential.variable}`;
}

/** A value that Grafana must not expand. */
function literal(value: string): string {
  return value.replaceAll("$", "$$$$");
}

/** JSON is valid YAML, and needs no library. */
function serialise(file: unknown): string {
  return JSON.stringify(file, null, 2);
}
