/** Alertmanager as Kubernetes objects: replicas that agree by gossip on who notifies, each on a volume of its own. */
import { alertmanagerUrl } from "../../contract/endpoints";
import { imageReference, IMAGES } from "../../contract/images";
import { labels, type ObjectMetadata, type Placement, PLACEMENTS } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import { peersService, replicaHosts } from "../../facts/alertmanager";
import type { OwnAlertmanagerSettings } from "../../settings/schema/alerts/alertmanager";
import { ALERTMANAGER_SIZING } from "../../settings/sizing/alertmanager";
import { checksum, CHECKSUM_ANNOTATION } from "../../contract/pods/checksum";
import { commandProbe } from "../pods/probes";
import { unprivilegedContainer, unprivilegedPod } from "../pods/security";
import { webFile } from "../pods/webServer";
import { serviceAccountWithoutToken } from "../serviceAccount";
import { alertmanagerConfig, type DeliveredAlerts } from "./config";
import { RECEIVERS_DIRECTORY } from "./receivers";
import { probeCommand, WEB_DIRECTORY } from "./web";

/** `nobody`, the user of the image. */
const USER_ID = 65_534;

const CONFIG_DIRECTORY = "/etc/alertmanager/config";
const CONFIG_FILE = "alertmanager.yml";
const DATA_DIRECTORY = "/alertmanager";
const POD_IP_VARIABLE = "POD_IP";

export interface AlertmanagerInput {
  readonly settings: OwnAlertmanagerSettings;
  /** What the stack's alerts say about their delivery. */
  readonly alerts: DeliveredAlerts;
  /** Names of the receivers whose secret is set. */
  readonly withSecret: readonly string[];
}

/**
 * Every object of Alertmanager.
 *
 * @param placement name and namespace of the objects. Default: `PLACEMENTS.alertmanager`
 */
export function alertmanagerManifests(input: AlertmanagerInput, placement: Placement = PLACEMENTS.alertmanager) {
  const metadata = { ...placement, labels: labels(placement.name) };
  const { settings, alerts, withSecret } = input;
  const config = JSON.stringify(alertmanagerConfig(settings, alerts, withSecret), null, 2);
  return {
    serviceAccount: serviceAccountWithoutToken(metadata),
    configMap: {
      apiVersion: "v1" as const,
      kind: "ConfigMap" as const,
      metadata: { ...metadata, name: `${placement.name}-config` },
      data: { [CONFIG_FILE]: config },
    },
    /** Names of the Secrets that the pods mount. The component creates them, because their content are Outputs. */
    secretNames: secretNames(placement, withSecret),
    statefulSet: statefulSet(settings, checksum(config), withSecret, metadata),
    service: service(metadata, { type: "ClusterIP" }),
    // Replicas find each other before they are ready.
    peersService: service(
      { ...metadata, name: peersService(placement) },
      { type: "ClusterIP", clusterIP: "None", publishNotReadyAddresses: true },
    ),
    ...(settings.replicas > 1 && { disruptionBudget: disruptionBudget(metadata) }),
  };
}

export type AlertmanagerManifests = ReturnType<typeof alertmanagerManifests>;

function secretNames({ name }: Placement, withSecret: readonly string[]) {
  return { web: `${name}-web`, ...(withSecret.length > 0 && { receivers: `${name}-receivers` }) };
}

function service(metadata: ObjectMetadata, spec: object) {
  return {
    apiVersion: "v1" as const,
    kind: "Service" as const,
    metadata,
    spec: {
      ...spec,
      selector: metadata.labels,
      ports: [{ name: "https", port: PORTS.alertmanager, targetPort: "https", protocol: "TCP" }],
    },
  };
}

function disruptionBudget(metadata: ObjectMetadata) {
  return {
    apiVersion: "policy/v1" as const,
    kind: "PodDisruptionBudget" as const,
    metadata,
    spec: { maxUnavailable: 1, selector: { matchLabels: metadata.labels } },
  };
}

function statefulSet(
  settings: OwnAlertmanagerSettings,
  configurationChecksum: string,
  withSecret: readonly string[],
  metadata: ObjectMetadata,
) {
  const secrets = secretNames(metadata, withSecret);
  const secretVolume = (name: string, secretName: string) => ({ name, secret: { secretName, defaultMode: 0o440 } });
  return {
    apiVersion: "apps/v1" as const,
    kind: "StatefulSet" as const,
    metadata,
    spec: {
      serviceName: peersService(metadata),
      replicas: settings.replicas,
      // With OrderedReady, a pod that does not become ready also blocks the update that would fix it.
      podManagementPolicy: "Parallel",
      updateStrategy: { type: "RollingUpdate" },
      // What is on the volumes is worth nothing without Alertmanager.
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Delete" },
      selector: { matchLabels: metadata.labels },
      template: {
        metadata: {
          labels: metadata.labels,
          // There is no scrape annotation: the agents have a job for Alertmanager, whose credentials no other pod
          // receives.
          annotations: { [CHECKSUM_ANNOTATION]: configurationChecksum },
        },
        spec: {
          ...unprivilegedPod(USER_ID),
          serviceAccountName: metadata.name,
          terminationGracePeriodSeconds: 60,
          topologySpreadConstraints: spread(metadata.labels),
          containers: [container(settings, secrets.receivers !== undefined, metadata)],
          volumes: [
            { name: "config", configMap: { name: `${metadata.name}-config` } },
            secretVolume("web", secrets.web),
            ...(secrets.receivers === undefined ? [] : [secretVolume("receivers", secrets.receivers)]),
          ],
        },
      },
      volumeClaimTemplates: [volumeClaim(settings)],
    },
  };
}

/** Replicas are on different nodes and in different zones, if there are several. */
function spread(podLabels: Readonly<Record<string, string>>) {
  return ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: podLabels },
  }));
}

function volumeClaim({ storageClassName }: OwnAlertmanagerSettings) {
  return {
    metadata: { name: "data" },
    spec: {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: `${ALERTMANAGER_SIZING.storageGiB}Gi` } },
      ...(storageClassName === undefined ? {} : { storageClassName }),
    },
  };
}

/** How replicas find each other; none where there is one. */
function gossipArguments(replicas: number, placement: Placement): string[] {
  if (replicas === 1) return ["--cluster.listen-address="];
  const own = `[$(${POD_IP_VARIABLE})]:${PORTS.alertmanagerGossip}`;
  return [
    `--cluster.listen-address=${own}`,
    `--cluster.advertise-address=${own}`,
    ...replicaHosts(replicas, placement).map((host) => `--cluster.peer=${host}:${PORTS.alertmanagerGossip}`),
  ];
}

function container(settings: OwnAlertmanagerSettings, hasSecrets: boolean, placement: Placement) {
  const { replicas } = settings;
  const gossip = ["TCP", "UDP"].map((protocol) => ({
    name: `gossip-${protocol.toLowerCase()}`,
    containerPort: PORTS.alertmanagerGossip,
    protocol,
  }));
  return {
    name: "alertmanager",
    image: imageReference(IMAGES.alertmanager),
    args: [
      `--config.file=${CONFIG_DIRECTORY}/${CONFIG_FILE}`,
      `--storage.path=${DATA_DIRECTORY}`,
      // Silences of the last quarter of an hour would be lost where every replica is killed.
      "--data.maintenance-interval=1m",
      `--web.config.file=${webFile(WEB_DIRECTORY, "config")}`,
      // Of links in notifications.
      `--web.external-url=${alertmanagerUrl(placement)}`,
      ...gossipArguments(replicas, placement),
    ],
    env: [
      { name: POD_IP_VARIABLE, valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
      { name: "GOMEMLIMIT", value: `${ALERTMANAGER_SIZING.goMemoryLimitMiB}MiB` },
    ],
    ports: [{ name: "https", containerPort: PORTS.alertmanager, protocol: "TCP" }, ...(replicas > 1 ? gossip : [])],
    readinessProbe: commandProbe(probeCommand(), { periodSeconds: 10, failureThreshold: 3 }),
    livenessProbe: commandProbe(probeCommand(), { periodSeconds: 30, failureThreshold: 4 }),
    resources: ALERTMANAGER_SIZING.resources,
    securityContext: unprivilegedContainer(),
    volumeMounts: [
      { name: "config", mountPath: CONFIG_DIRECTORY, readOnly: true },
      { name: "web", mountPath: WEB_DIRECTORY, readOnly: true },
      ...(hasSecrets ? [{ name: "receivers", mountPath: RECEIVERS_DIRECTORY, readOnly: true }] : []),
      { name: "data", mountPath: DATA_DIRECTORY },
    ],
  };
}
