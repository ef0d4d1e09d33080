/**
 * Grafana as Kubernetes objects. Everything is provisioned from files, so that it needs no volume and a pod can be
 * replaced at any time.
 */
import { scrapeAnnotations } from "../../contract/annotations";
import { credentialsSecret, labels, type ObjectMetadata, type Placement, PLACEMENTS } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import { type Dashboard, HOME_DASHBOARD_FILE } from "../../contract/dashboard";
import type { GrafanaSettings } from "../../settings/schema/grafana";
import { type Image, imageReference, IMAGES } from "../../contract/images";
import { checksum, CHECKSUM_ANNOTATION } from "../../contract/pods/checksum";
import { credentialsOf, dashboardProvider, dataSources, type DataSource, type TraceSources } from "./provisioning";
import { LOG_SOURCE_VARIABLES, type LogSource } from "./logDataSource";
import { loginVariables, OAUTH_SECRET_KEY, OAUTH_SECRET_VARIABLE } from "./login";
import { pageManifests, servedService } from "../pages/page";
import { unprivilegedContainer, unprivilegedPod } from "../pods/security";
import { httpProbe } from "../pods/probes";
import { serviceAccountWithoutToken } from "../serviceAccount";

export interface GrafanaInput {
  /** The data source for samples. Without it, none is provisioned. */
  readonly dataSource?: DataSource | undefined;
  /** The data sources for traces. */
  readonly traceSources?: TraceSources | undefined;
  /** The data source for logs. Default: none. */
  readonly logSource?: LogSource | undefined;
  /** An image with plugins of one's own. Default: Grafana's. */
  readonly image?: Image | undefined;
  /** Seconds between two samples, which is the smallest step of a graph. */
  readonly scrapeIntervalSeconds: number;
  readonly dashboards: readonly Dashboard[];
  /** Ingress and login for users outside the cluster. */
  readonly login?: Pick<GrafanaSettings, "ingress" | "oauth">;
}

/** `grafana`, the user of the image. */
const USER_ID = 472;

/** Name of the administrator. */
export const ADMIN_USER = "admin";

/** Keys of the Secret with the administrator's name and password. */
export const ADMIN_SECRET_KEYS = { user: "user", password: "password" } as const;

const DASHBOARD_DIRECTORY = "/etc/grafana/dashboards";
const PROVISIONING_DIRECTORY = "/etc/grafana/provisioning";

/** Names of the ConfigMaps that the pod mounts. */
const configMapNames = ({ name }: Placement) => ({
  dataSources: `${name}-data-sources`,
  provider: `${name}-dashboard-provider`,
  dashboard: ({ uid }: Dashboard) => `${name}-dashboard-${uid}`,
});

/** Names of the Secrets that the pod reads. */
function secretNames({ name, namespace }: Placement) {
  const own = PLACEMENTS.grafana;
  return {
    admin: `${name}-admin`,
    dataSource: credentialsSecret(name, name === own.name && namespace === own.namespace),
    /** Secret with the credentials of the log store. */
    logSource: `${name}-log-store-credentials`,
    /** Secret with Grafana's OAuth client secret. */
    oauth: `${name}-oauth`,
  };
}

/** Grafana's settings. Usage reports, update checks, anonymous access and sign-up are off. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
  GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
  GF_ANALYTICS_FEEDBACK_LINKS_ENABLED: "false",
  GF_ANALYTICS_REPORTING_ENABLED: "false",
  GF_AUTH_ANONYMOUS_ENABLED: "false",
  GF_LOG_MODE: "console",
  GF_NEWS_NEWS_FEED_ENABLED: "false",
  GF_PLUGINS_PLUGIN_ADMIN_ENABLED: "false",
  GF_PLUGINS_PREINSTALL_DISABLED: "true",
  GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED: "true",
  GF_SECURITY_COOKIE_SAMESITE: "strict",
  GF_SECURITY_DISABLE_GRAVATAR: "true",
  GF_SNAPSHOTS_EXTERNAL_ENABLED: "false",
  GF_USERS_ALLOW_ORG_CREATE: "false",
  GF_USERS_ALLOW_SIGN_UP: "false",
};

/** The home page, if it is among the dashboards. Grafana shows it in the place of its own to everybody who chose no other. */
function home(dashboards: readonly Dashboard[]): Record<string, string> {
  if (!dashboards.some(({ fileName }) => fileName === HOME_DASHBOARD_FILE)) return {};
  return { GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: `${DASHBOARD_DIRECTORY}/${HOME_DASHBOARD_FILE}` };
}

/** Path that answers 200 without a login, once Grafana works. */
const HEALTH_PATH = "/api/health";

/** Bytes that the data of a ConfigMap may have. */
const CONFIG_MAP_MAXIMUM_BYTES = 1_048_576;

/**
 * Every object of Grafana except its Secrets, which the component creates, because their content is an Output.
 *
 * @param placement name and namespace of the objects. Default: `PLACEMENTS.grafana`
 */
export function grafanaManifests(input: GrafanaInput, placement: Placement = PLACEMENTS.grafana) {
  const metadata = { ...placement, labels: labels(placement.name) };
  const names = configMapNames(placement);
  const configMap = (name: string, data: Record<string, string>) => ({
    apiVersion: "v1" as const,
    kind: "ConfigMap" as const,
    metadata: { ...metadata, name },
    data,
  });
  const configMaps = {
    dataSources: configMap(names.dataSources, {
      "data-sources.yaml": dataSources(
        input.dataSource,
        input.scrapeIntervalSeconds,
        input.traceSources,
        input.logSource,
      ),
    }),
    provider: configMap(names.provider, { "dashboards.yaml": dashboardProvider(DASHBOARD_DIRECTORY) }),
    dashboards: input.dashboards.map((dashboard) => configMap(names.dashboard(dashboard), dashboardFile(dashboard))),
  };
  const served = { metadata, portName: "http", port: PORTS.grafana, healthPath: HEALTH_PATH };
  const page = pageManifests(served, input.login?.ingress);
  return {
    serviceAccount: serviceAccountWithoutToken(metadata),
    configMaps,
    secretNames: secretNames(placement),
    deployment: deployment(input, checksum(configMaps), metadata),
    service: servedService(service(metadata), page),
    page,
  };
}

function service(metadata: ObjectMetadata) {
  return {
    apiVersion: "v1" as const,
    kind: "Service" as const,
    metadata,
    spec: {
      type: "ClusterIP",
      selector: metadata.labels,
      ports: [{ name: "http", port: PORTS.grafana, targetPort: "http", protocol: "TCP" }],
    },
  };
}

export type GrafanaManifests = ReturnType<typeof grafanaManifests>;

function dashboardFile(dashboard: Dashboard): Record<string, string> {
  const text = JSON.stringify(dashboard.json, null, 1);
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > CONFIG_MAP_MAXIMUM_BYTES) {
    throw new Error(
      `dashboard ${dashboard.uid} is ${bytes} bytes of JSON but a ConfigMap holds ${CONFIG_MAP_MAXIMUM_BYTES}. ` +
        "Split it into several dashboards.",
    );
  }
  return { [dashboard.fileName]: text };
}

function deployment(input: GrafanaInput, configurationChecksum: string, metadata: ObjectMetadata) {
  const names = configMapNames(metadata);
  return {
    apiVersion: "apps/v1" as const,
    kind: "Deployment" as const,
    metadata,
    spec: {
      replicas: 1,
      // The new pod is started first. If it does not become ready, the old one stays.
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: { matchLabels: metadata.labels },
      template: {
        metadata: {
          labels: metadata.labels,
          annotations: { ...scrapeAnnotations(PORTS.grafana), [CHECKSUM_ANNOTATION]: configurationChecksum },
        },
        spec: {
          ...unprivilegedPod(USER_ID),
          serviceAccountName: metadata.name,
          terminationGracePeriodSeconds: 30,
          containers: [container(input, secretNames(metadata))],
          volumes: [
            { name: "data-sources", configMap: { name: names.dataSources } },
            { name: "dashboard-provider", configMap: { name: names.provider } },
            {
              name: "dashboards",
              projected: { sources: input.dashboards.map((one) => ({ configMap: { name: names.dashboard(one) } })) },
            },
            { name: "data", emptyDir: { sizeLimit: "1Gi" } },
            { name: "tmp", emptyDir: { sizeLimit: "256Mi" } },
          ],
        },
      },
    },
  };
}

/** Where an image of one's own has its plugins. Grafana's own folder for them is on the pod's empty volume. */
const PLUGINS_DIRECTORY = "/usr/share/grafana/plugins";

function container(
  { dataSource, logSource, image, dashboards, login = {} }: GrafanaInput,
  secrets: ReturnType<typeof secretNames>,
) {
  return {
    name: "grafana",
    image: imageReference(image ?? IMAGES.grafana),
    env: [
      ...Object.entries({
        ...ENVIRONMENT,
        ...home(dashboards),
        ...(image && { GF_PATHS_PLUGINS: PLUGINS_DIRECTORY }),
        ...loginVariables(login),
      }).map(([name, value]) => ({ name, value })),
      fromSecret("GF_SECURITY_ADMIN_USER", secrets.admin, ADMIN_SECRET_KEYS.user),
      fromSecret("GF_SECURITY_ADMIN_PASSWORD", secrets.admin, ADMIN_SECRET_KEYS.password),
      ...(login.oauth ? [fromSecret(OAUTH_SECRET_VARIABLE, secrets.oauth, OAUTH_SECRET_KEY)] : []),
      ...credentialsOf(dataSource).map(({ variable, key }) => fromSecret(variable, secrets.dataSource, key)),
      ...Object.entries(logSource ? LOG_SOURCE_VARIABLES : {}).map(([key, variable]) =>
        fromSecret(variable, secrets.logSource, key),
      ),
    ],
    ports: [{ name: "http", containerPort: PORTS.grafana, protocol: "TCP" }],
    // The first start creates the whole database, which takes a minute on a busy node.
    startupProbe: httpProbe("http", HEALTH_PATH, { periodSeconds: 5, failureThreshold: 60 }),
    readinessProbe: httpProbe("http", HEALTH_PATH, { periodSeconds: 10, failureThreshold: 3 }),
    livenessProbe: httpProbe("http", HEALTH_PATH, { periodSeconds: 20, failureThreshold: 3 }),
    resources: { requests: { cpu: "100m", memory: "192Mi" }, limits: { cpu: "1", memory: "512Mi" } },
    securityContext: unprivilegedContainer(),
    volumeMounts: [
      // Only these two folders: the image has the others of the provisioning tree, and Grafana logs missing ones.
      { name: "data-sources", mountPath: `${PROVISIONING_DIRECTORY}/datasources`, readOnly: true },
      { name: "dashboard-provider", mountPath: `${PROVISIONING_DIRECTORY}/dashboards`, readOnly: true },
      { name: "dashboards", mountPath: DASHBOARD_DIRECTORY, readOnly: true },
      { name: "data", mountPath: "/var/lib/grafana" },
      { name: "tmp", mountPath: "/tmp" },
    ],
  };
}

function fromSecret(variable: string, secretName: string, key: string) {
  return { name: variable, valueFrom: { secretKeyRef: { name: secretName, key } } };
}
