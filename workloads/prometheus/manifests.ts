/** Prometheus as Kubernetes objects: one replica that receives remote writes, evaluates rules and serves queries. */
import { stringify } from "yaml";
import { labels, type ObjectMetadata, type Placement, PLACEMENTS } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import type { StoreSettings } from "../../settings/sizing/store";
import { blockBytes, prometheusResources } from "../../settings/sizing/prometheus";
import { BYTES_PER_MIB } from "../../settings/sizing/units";
import { imageReference, IMAGES } from "../../contract/images";
import { checksum, CHECKSUM_ANNOTATION } from "../../contract/pods/checksum";
import { unprivilegedContainer, unprivilegedPod } from "../pods/security";
import { commandProbe } from "../pods/probes";
import { volumeClaim } from "../pods/volumeClaim";
import { webFile } from "../pods/webServer";
import { alerting, ALERTMANAGER_DIRECTORY, type Alerting } from "./alerting";
import { probeCommand, WEB_DIRECTORY } from "./web";
import { serviceAccountWithoutToken } from "../serviceAccount";

/** `nobody`, the user of the image. */
const USER_ID = 65_534;

const CONFIG_DIRECTORY = "/etc/prometheus/config";
const CONFIG_FILE = "prometheus.yml";
const RULES_DIRECTORY = "/etc/prometheus/rules";
const OWN_RULES_DIRECTORY = "/etc/prometheus/own-rules";
const DATA_DIRECTORY = "/prometheus";

/** Names of the ConfigMaps, the claim and the Secret that the pod mounts. */
const mountedNames = ({ name }: Placement) => ({
  configMap: `${name}-config`,
  rulesConfigMap: `${name}-rules`,
  ownRulesConfigMap: `${name}-own-rules`,
  volumeClaim: `${name}-data`,
  /** Secret with certificate, users and the probes' password. */
  webSecret: `${name}-web`,
  /** Secret with what it shows Alertmanager. */
  alertmanagerSecret: `${name}-alertmanager`,
});

/**
 * Seconds that a start may take before Kubernetes gives it up. Prometheus reads its write-ahead log first, up to
 * three hours of samples, and is not ready until then; killing it midway would start the same work again.
 */
export const STARTUP_BUDGET_SECONDS = 1800;

const STARTUP_PERIOD_SECONDS = 5;

/**
 * Connections at the same time. Every agent keeps one or two open, and above the limit, 512 by default, further
 * agents would wait without an error.
 */
const MAXIMUM_CONNECTIONS = 8192;

/** Exemplars that are kept, at about a hundred bytes each; the oldest go first. */
const MAXIMUM_EXEMPLARS = 100_000;

/** Optional features of the stack's Prometheus. */
export interface PrometheusOptions {
  /** Keep exemplars, which lead from a metric to one of its traces. */
  readonly exemplars: boolean;
  /** Where it sends alerts. Default: nowhere. */
  readonly alerting?: Alerting | undefined;
  /** Rule files of somebody's own, as text by file name. Default: none. */
  readonly ownRules?: Readonly<Record<string, string>> | undefined;
}

/** The content of `prometheus.yml`. There are no scrape jobs: the agents scrape, Prometheus' own metrics too. */
export function prometheusConfig(
  settings: Pick<StoreSettings, "retentionHours" | "storageGiB" | "outOfOrderMinutes" | "scrapeIntervalSeconds">,
  ruleFileNames: readonly string[],
  { exemplars, alerting: sent, ownRules }: PrometheusOptions,
) {
  return {
    global: {
      // New samples arrive once per scrape interval.
      evaluation_interval: `${settings.scrapeIntervalSeconds}s`,
      // Of alerts alone: agents give samples these labels.
      ...(sent && { external_labels: sent.labels }),
    },
    ...(sent && { alerting: alerting(sent) }),
    rule_files: [
      ...ruleFileNames.map((name) => `${RULES_DIRECTORY}/${name}`),
      ...(ownRules ? [`${OWN_RULES_DIRECTORY}/*.y*ml`] : []),
    ],
    storage: {
      ...(exemplars ? { exemplars: { max_exemplars: MAXIMUM_EXEMPLARS } } : {}),
      tsdb: {
        out_of_order_time_window: `${settings.outOfOrderMinutes}m`,
        // In the file, because the flags of the same names are deprecated. MB is 2^20 bytes here.
        retention: {
          time: `${settings.retentionHours}h`,
          size: `${Math.floor(blockBytes(settings) / BYTES_PER_MIB)}MB`,
        },
      },
    },
  };
}

/**
 * Every object of Prometheus.
 *
 * @param ruleFiles alert and recording rules by file name
 * @param options what the stack's other parts need of it
 * @param placement name and namespace of the objects. Default: `PLACEMENTS.prometheus`
 */
export function prometheusManifests(
  settings: StoreSettings,
  ruleFiles: Readonly<Record<string, unknown>>,
  options: PrometheusOptions,
  placement: Placement = PLACEMENTS.prometheus,
) {
  const metadata = { ...placement, labels: labels(placement.name) };
  const mounted = mountedNames(placement);
  const configMap = (name: string, data: Readonly<Record<string, string>>) => ({
    apiVersion: "v1" as const,
    kind: "ConfigMap" as const,
    metadata: { ...metadata, name },
    data,
  });
  const rules = ruleTexts(ruleFiles);
  const config = JSON.stringify(prometheusConfig(settings, Object.keys(ruleFiles), options), null, 2);
  return {
    serviceAccount: serviceAccountWithoutToken(metadata),
    configMap: configMap(mounted.configMap, { [CONFIG_FILE]: config }),
    rulesConfigMap: configMap(mounted.rulesConfigMap, rules),
    ...(options.ownRules && { ownRulesConfigMap: configMap(mounted.ownRulesConfigMap, options.ownRules) }),
    /** Name of the Secret that the pod mounts. The component creates it, because its content is an Output. */
    webSecretName: mounted.webSecret,
    /** The same, of what it shows Alertmanager; absent where that asks for nothing. */
    ...(asksForCredentials(options) && { alertmanagerSecretName: mounted.alertmanagerSecret }),
    persistentVolumeClaim: volumeClaim(
      { ...metadata, name: mounted.volumeClaim },
      { sizeGiB: settings.storageGiB, storageClassName: settings.storageClassName },
    ),
    statefulSet: statefulSet(
      settings,
      checksum([config, rules, ...(options.ownRules ? [options.ownRules] : [])]),
      options,
      metadata,
    ),
    service: {
      apiVersion: "v1" as const,
      kind: "Service" as const,
      metadata,
      spec: {
        type: "ClusterIP",
        selector: metadata.labels,
        ports: [{ name: "https", port: PORTS.prometheus, targetPort: "https", protocol: "TCP" }],
      },
    },
  };
}

export type PrometheusManifests = ReturnType<typeof prometheusManifests>;

/** The rule files as YAML, each query on one line. */
function ruleTexts(ruleFiles: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(ruleFiles).map(([file, rules]) => [file, stringify(rules, { lineWidth: 0 })]),
  );
}

function statefulSet(
  settings: StoreSettings,
  configurationChecksum: string,
  options: PrometheusOptions,
  metadata: ObjectMetadata,
) {
  const mounted = mountedNames(metadata);
  return {
    apiVersion: "apps/v1" as const,
    kind: "StatefulSet" as const,
    metadata,
    spec: {
      serviceName: metadata.name,
      replicas: 1,
      // With OrderedReady, a pod that does not become ready also blocks the update that would fix it.
      podManagementPolicy: "Parallel",
      // Agents queue samples while the replica restarts.
      updateStrategy: { type: "RollingUpdate" },
      selector: { matchLabels: metadata.labels },
      template: {
        metadata: {
          labels: metadata.labels,
          // There is no scrape annotation: the agents have a job for Prometheus, whose credentials no other pod
          // receives.
          annotations: { [CHECKSUM_ANNOTATION]: configurationChecksum },
        },
        spec: {
          ...unprivilegedPod(USER_ID),
          serviceAccountName: metadata.name,
          // Closing the database writes the head's chunks to disk.
          terminationGracePeriodSeconds: 300,
          containers: [container(settings, options)],
          volumes: [
            { name: "config", configMap: { name: mounted.configMap } },
            { name: "rules", configMap: { name: mounted.rulesConfigMap } },
            ...(options.ownRules ? [{ name: "own-rules", configMap: { name: mounted.ownRulesConfigMap } }] : []),
            { name: "web", secret: { secretName: mounted.webSecret, defaultMode: 0o440 } },
            ...(asksForCredentials(options)
              ? [{ name: "alertmanager", secret: { secretName: mounted.alertmanagerSecret, defaultMode: 0o440 } }]
              : []),
            { name: "data", persistentVolumeClaim: { claimName: mounted.volumeClaim } },
          ],
        },
      },
    },
  };
}

/** Whether Alertmanager asks for credentials, which are in a Secret that the pod mounts. */
function asksForCredentials({ alerting: sent }: PrometheusOptions): boolean {
  return sent !== undefined && sent.targets.authentication !== "none";
}

function container(settings: StoreSettings, options: PrometheusOptions) {
  return {
    name: "prometheus",
    image: imageReference(IMAGES.prometheus),
    // Reload and shutdown over HTTP (--web.enable-lifecycle) and deletion (--web.enable-admin-api) stay off.
    args: [
      `--config.file=${CONFIG_DIRECTORY}/${CONFIG_FILE}`,
      `--storage.tsdb.path=${DATA_DIRECTORY}`,
      `--web.config.file=${webFile(WEB_DIRECTORY, "config")}`,
      "--web.enable-remote-write-receiver",
      ...(options.exemplars ? ["--enable-feature=exemplar-storage"] : []),
      `--web.max-connections=${MAXIMUM_CONNECTIONS}`,
    ],
    ports: [{ name: "https", containerPort: PORTS.prometheus, protocol: "TCP" }],
    startupProbe: commandProbe(probeCommand("ready"), {
      periodSeconds: STARTUP_PERIOD_SECONDS,
      failureThreshold: STARTUP_BUDGET_SECONDS / STARTUP_PERIOD_SECONDS,
    }),
    readinessProbe: commandProbe(probeCommand("ready"), { periodSeconds: 10, failureThreshold: 3 }),
    livenessProbe: commandProbe(probeCommand("healthy"), { periodSeconds: 30, failureThreshold: 4 }),
    resources: prometheusResources(settings),
    securityContext: unprivilegedContainer(),
    volumeMounts: [
      { name: "config", mountPath: CONFIG_DIRECTORY, readOnly: true },
      { name: "rules", mountPath: RULES_DIRECTORY, readOnly: true },
      ...(options.ownRules ? [{ name: "own-rules", mountPath: OWN_RULES_DIRECTORY, readOnly: true }] : []),
      { name: "web", mountPath: WEB_DIRECTORY, readOnly: true },
      ...(asksForCredentials(options)
        ? [{ name: "alertmanager", mountPath: ALERTMANAGER_DIRECTORY, readOnly: true }]
        : []),
      { name: "data", mountPath: DATA_DIRECTORY },
    ],
  };
}
