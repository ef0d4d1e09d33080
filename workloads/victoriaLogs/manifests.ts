/** VictoriaLogs as Kubernetes objects: one replica that takes OTLP over HTTP and answers queries. */
import { scrapeAnnotations } from "../../contract/annotations";
import { imageReference, IMAGES } from "../../contract/images";
import { labels, type ObjectMetadata, type Placement, PLACEMENTS, serviceHost } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import type { VictoriaLogsSettings } from "../../settings/schema/logs/logs";
import { logStorageBytes, victoriaLogsResources } from "../../settings/sizing/logs/victoriaLogs";
import { unprivilegedContainer, unprivilegedPod } from "../pods/security";
import { volumeClaim } from "../pods/volumeClaim";
import { serviceAccountWithoutToken } from "../serviceAccount";

/** The image names no user; any will do. */
const USER_ID = 10_001;

const DATA_DIRECTORY = "/victoria-logs-data";
const WEB_DIRECTORY = "/etc/victoria-logs/web";

/** Keys of the Secret that the pod mounts, which are the names of its files. */
export const LOG_STORE_FILES = { certificate: "tls.crt", privateKey: "tls.key", password: "password" } as const;

/** Name of the one user that VictoriaLogs can have. */
export const LOG_STORE_USER = "telemetry";

/**
 * Opens `/metrics` and nothing else, and is no secret: so agents scrape it without the password, with which they could
 * read every line. Network policies say who can ask at all.
 */
const METRICS_KEY = "metrics";

/** Seconds that a start may take: it opens the index of every day. */
export const LOG_STORE_STARTUP_SECONDS = 300;

const STARTUP_PERIOD_SECONDS = 5;

/** Host names in its certificate; the last is that of port-forwards. */
export function victoriaLogsHosts({ name, namespace }: Placement = PLACEMENTS.victoriaLogs): string[] {
  return [serviceHost(name, namespace), `${name}.${namespace}.svc`, `${name}.${namespace}`, "localhost"];
}

/**
 * Every object of VictoriaLogs except its Secret, which the component creates, because its content is an Output.
 *
 * @param placement name and namespace of the objects. Default: `PLACEMENTS.victoriaLogs`
 */
export function victoriaLogsManifests(settings: VictoriaLogsSettings, placement: Placement = PLACEMENTS.victoriaLogs) {
  const metadata = { ...placement, labels: labels(placement.name) };
  const { storageClassName, storageGiB } = settings;
  const claim = { ...metadata, name: `${placement.name}-data` };
  const webSecretName = `${placement.name}-web`;
  return {
    serviceAccount: serviceAccountWithoutToken(metadata),
    /** Name of the Secret that the pod mounts. */
    webSecretName,
    persistentVolumeClaim: volumeClaim(claim, { sizeGiB: storageGiB, storageClassName }),
    statefulSet: statefulSet(settings, metadata, { claim: claim.name, webSecretName }),
    service: {
      apiVersion: "v1" as const,
      kind: "Service" as const,
      metadata,
      spec: {
        type: "ClusterIP",
        selector: metadata.labels,
        ports: [{ name: "https", port: PORTS.victoriaLogs, targetPort: "https", protocol: "TCP" }],
      },
    },
  };
}

export type VictoriaLogsManifests = ReturnType<typeof victoriaLogsManifests>;

/** How agents scrape its own metrics. */
const SCRAPED = {
  ...scrapeAnnotations(PORTS.victoriaLogs),
  "prometheus.io/scheme": "https",
  "prometheus.io/param_authKey": METRICS_KEY,
};

function statefulSet(
  settings: VictoriaLogsSettings,
  metadata: ObjectMetadata,
  mounted: { readonly claim: string; readonly webSecretName: string },
) {
  return {
    apiVersion: "apps/v1" as const,
    kind: "StatefulSet" as const,
    metadata,
    spec: {
      serviceName: metadata.name,
      replicas: 1,
      // With OrderedReady, a pod that does not become ready also blocks the update that would fix it.
      podManagementPolicy: "Parallel",
      // Agents keep what they read while the replica restarts.
      updateStrategy: { type: "RollingUpdate" },
      selector: { matchLabels: metadata.labels },
      template: {
        metadata: { labels: metadata.labels, annotations: SCRAPED },
        spec: {
          ...unprivilegedPod(USER_ID),
          serviceAccountName: metadata.name,
          terminationGracePeriodSeconds: 60,
          containers: [container(settings)],
          volumes: [
            { name: "web", secret: { secretName: mounted.webSecretName, defaultMode: 0o440 } },
            { name: "data", persistentVolumeClaim: { claimName: mounted.claim } },
          ],
        },
      },
    },
  };
}

/** Command-line arguments. It reads certificate and password again every second, so a changed Secret needs no restart. */
function commandLine(settings: VictoriaLogsSettings): string[] {
  const file = (key: keyof typeof LOG_STORE_FILES) => `${WEB_DIRECTORY}/${LOG_STORE_FILES[key]}`;
  return [
    `-storageDataPath=${DATA_DIRECTORY}`,
    `-retentionPeriod=${settings.retentionDays}d`,
    `-retention.maxDiskSpaceUsageBytes=${logStorageBytes(settings)}`,
    // What it took last is in memory alone, and lost with a crash: with the default of five seconds, of twice as long.
    "-inmemoryDataFlushInterval=1s",
    `-httpListenAddr=:${PORTS.victoriaLogs}`,
    "-enableTCP6",
    "-tls",
    `-tlsCertFile=${file("certificate")}`,
    `-tlsKeyFile=${file("privateKey")}`,
    "-tlsMinVersion=TLS13",
    `-metricsAuthKey=${METRICS_KEY}`,
    `-httpAuth.username=${LOG_STORE_USER}`,
    `-httpAuth.password=file://${file("password")}`,
    "-loggerFormat=json",
  ];
}

function container(settings: VictoriaLogsSettings) {
  // It answers without credentials, and says no more than that it runs.
  const probe = { httpGet: { port: "https", path: "/health", scheme: "HTTPS" }, timeoutSeconds: 5 };
  return {
    name: "victoria-logs",
    image: imageReference(IMAGES.victoriaLogs),
    args: commandLine(settings),
    ports: [{ name: "https", containerPort: PORTS.victoriaLogs, protocol: "TCP" }],
    startupProbe: {
      ...probe,
      periodSeconds: STARTUP_PERIOD_SECONDS,
      failureThreshold: LOG_STORE_STARTUP_SECONDS / STARTUP_PERIOD_SECONDS,
    },
    readinessProbe: { ...probe, periodSeconds: 10, failureThreshold: 3 },
    livenessProbe: { ...probe, periodSeconds: 30, failureThreshold: 4 },
    resources: victoriaLogsResources(settings),
    securityContext: unprivilegedContainer(),
    volumeMounts: [
      { name: "web", mountPath: WEB_DIRECTORY, readOnly: true },
      { name: "data", mountPath: DATA_DIRECTORY },
    ],
  };
}
