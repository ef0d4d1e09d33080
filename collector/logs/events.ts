/** The collector of Kubernetes events: one for the whole cluster, because each of several would send all of them. */
import { chartImage, type Image } from "../../contract/images";
import { COMPONENTS, RECEIVERS } from "../../contract/collector/components";
import { type EventNames, eventNames } from "../../contract/logs";
import { scrapeAnnotations } from "../../contract/annotations";
import { LINUX_NODES } from "../../contract/pods/scheduling";
import type { Settings } from "../../settings/schema/settings";
import type { LogsSettings } from "../../settings/schema/logs/logs";
import { EVENTS_SIZING } from "../../settings/sizing/logs/agent";
import {
  chartPorts,
  type ChartValues,
  probes,
  restartedByCertificates,
  secretFiles,
  securityContexts,
} from "../common/chartValues";
import { authenticator, healthCheck, LOG_STORE_CREDENTIALS_FOLDER } from "../common/extensions";
import type { CollectorConfig } from "../common/model";
import { collectorConfig, type Component, pipeline } from "../common/pipelines";
import { memoryLimiter, type StackIdentity } from "../common/processors";
import { telemetry } from "../common/service";
import { requirements } from "../requirements/requirements";
import { type LogTarget, logResource, logStoreExporter, STATE_MOUNT, stateStorage } from "./config";
import { transform } from "./statements";

/** The whole configuration of the collector of events. */
export function eventsConfig(input: StackIdentity & { readonly target: LogTarget }): CollectorConfig {
  const { target } = input;
  const auth = authenticator(target.authentication, COMPONENTS.logStoreAuthenticator, LOG_STORE_CREDENTIALS_FOLDER);
  const storage = stateStorage();
  return collectorConfig({
    extensions: [healthCheck(), storage, ...(auth ? [auth] : [])],
    telemetry: telemetry("info"),
    pipelines: [
      pipeline(
        "logs",
        [events(storage)],
        [memoryLimiter(EVENTS_SIZING), logResource(input), eventFields()],
        [logStoreExporter(target, EVENTS_SIZING, storage, auth)],
      ),
    ],
  });
}

/** Watches events from the last that it has seen; the first time, from now on. */
function events(storage: Component): Component {
  return {
    id: RECEIVERS.kubernetesObjects,
    settings: {
      auth_type: "serviceAccount",
      storage: storage.id,
      objects: [{ name: "events", group: "events.k8s.io", mode: "watch", exclude_watch_type: ["DELETED"] }],
    },
  };
}

/** The text of a record is what people read of an event; the rest becomes attributes. */
function eventFields(): Component {
  const object = (...path: readonly string[]) =>
    ["log.body", ...["object", ...path].map((key) => `["${key}"]`)].join("");
  const attribute = (name: string, ...path: readonly string[]) => `set(log.attributes["${name}"], ${object(...path)})`;
  return transform(COMPONENTS.eventFields, [
    attribute("k8s.event.reason", "reason"),
    attribute("k8s.event.action", "action"),
    attribute("k8s.event.reporting_controller", "reportingController"),
    attribute("k8s.object.kind", "regarding", "kind"),
    attribute("k8s.object.name", "regarding", "name"),
    `set(resource.attributes["k8s.pod.name"], ${object("regarding", "name")}) where ${object("regarding", "kind")} == "Pod"`,
    `set(log.severity_number, SEVERITY_NUMBER_INFO) where ${object("type")} != "Warning"`,
    `set(log.severity_text, "INFO") where ${object("type")} != "Warning"`,
    `set(log.severity_number, SEVERITY_NUMBER_WARN) where ${object("type")} == "Warning"`,
    `set(log.severity_text, "WARN") where ${object("type")} == "Warning"`,
    "set(log.time, log.observed_time)",
    `set(log.body, ${object("note")}) where ${object("note")} != nil`,
  ]);
}

/** Input of the collector of events besides the settings. */
export interface EventsSurroundings {
  readonly target: LogTarget;
  /** Image of the collector. */
  readonly image: Image;
  /** Its names. Default: those of the stack's own. */
  readonly names?: EventNames;
}

type EventsSettings = Pick<Settings, "environment" | "cluster" | "attributes" | "certificatesGeneration"> & {
  readonly logs: LogsSettings;
};

/** Chart values of the collector of events. */
export function eventsValues(
  { environment, cluster, attributes, certificatesGeneration }: EventsSettings,
  { target, image, names = eventNames() }: EventsSurroundings,
): ChartValues {
  const config = eventsConfig({ environment, clusterName: cluster.name, attributes, target });
  const required = requirements(config);
  const { memoryLimitMiB, goMemoryLimitMiB, cpuRequestMillicores, cpuLimitMillicores, memoryRequestMiB, stateMiB } =
    EVENTS_SIZING;
  const volumes = [
    {
      volume: { name: "state", emptyDir: { sizeLimit: `${stateMiB}Mi` } },
      mount: { name: "state", mountPath: STATE_MOUNT },
    },
    ...(target.authentication === "none"
      ? []
      : [secretFiles("log-store", names.credentialsSecret, LOG_STORE_CREDENTIALS_FOLDER)]),
  ];
  const values: ChartValues = {
    mode: "deployment",
    replicaCount: 1,
    nameOverride: names.release,
    fullnameOverride: names.release,
    image: chartImage(image),
    command: { extraArgs: [] },
    alternateConfig: config,
    extraEnvs: [...required.variables, { name: "GOMEMLIMIT", value: `${goMemoryLimitMiB}MiB` }],
    useGOMEMLIMIT: false,
    extraVolumes: volumes.map(({ volume }) => volume),
    extraVolumeMounts: volumes.map(({ mount }) => mount),
    ports: chartPorts(required.ports),
    ...probes(required.ports),
    podAnnotations: scrapeAnnotations(required.ports.metrics ?? 0),
    service: { enabled: false },
    serviceAccount: { create: true, name: names.release, automountServiceAccountToken: true },
    clusterRole: {
      create: true,
      name: names.clusterRole,
      rules: required.clusterRoleRules,
      clusterRoleBinding: { name: names.clusterRole },
    },
    ...securityContexts(),
    resources: {
      requests: { cpu: `${cpuRequestMillicores}m`, memory: `${memoryRequestMiB}Mi` },
      limits: { cpu: `${cpuLimitMillicores}m`, memory: `${memoryLimitMiB}Mi` },
    },
    nodeSelector: { ...LINUX_NODES },
    // Two pods would send each event twice.
    rollout: { strategy: "Recreate" },
    terminationGracePeriodSeconds: 30,
  };
  return restartedByCertificates(values, certificatesGeneration);
}
