/** The arguments of the log agents: the values of the collector's chart, which contain their whole configuration. */
import { chartImage, type Image } from "../../contract/images";
import { LOG_VOLUMES, type LogNames, logNames, POD_LOGS_FOLDER } from "../../contract/logs";
import { labels, NODE_QUEUE_FOLDER } from "../../contract/names";
import { LINUX_NODES, nodePriorityClass } from "../../contract/pods/scheduling";
import { scrapeAnnotations } from "../../contract/annotations";
import type { Settings } from "../../settings/schema/settings";
import type { LogsSettings } from "../../settings/schema/logs/logs";
import { exportersOf, withExporters } from "../../settings/sizing/extending/exporters";
import { logAgentSizing } from "../../settings/sizing/logs/agent";
import { logLimits } from "../../settings/sizing/logs/namespace";
import { writerOf } from "../../settings/sizing/queue";
import {
  chartPorts,
  type ChartValues,
  featureGateArguments,
  probes,
  restartedByCertificates,
  restricted,
  secretFiles,
  type Volume,
} from "../common/chartValues";
import { LOG_STORE_CREDENTIALS_FOLDER } from "../common/extensions";
import { exporterVolumes } from "../common/own/exporters";
import type { JsonObject } from "../common/model";
import { requirements } from "../requirements/requirements";
import { logAgentConfig, type LogTarget, STATE_MOUNT } from "./config";

/** Input of the log agents besides the settings. */
export interface LogAgentSurroundings {
  readonly target: LogTarget;
  /** Image of the collector. */
  readonly image: Image;
  /** Names of the agents. Default: those of the stack's own. */
  readonly names?: LogNames;
}

type LogPartsSettings = Pick<
  Settings,
  "environment" | "cluster" | "agent" | "attributes" | "certificatesGeneration" | "collectorImage"
> &
  Partial<Pick<Settings, "processors" | "exporters">> & {
    readonly logs: LogsSettings;
  };

/** Chart values and PriorityClass of the log agents: the arguments of a LogAgent without chart and credentials. */
export function logAgentParts(settings: LogPartsSettings, { target, image, names = logNames() }: LogAgentSurroundings) {
  const { environment, cluster, logs, attributes } = settings;
  const exporters = exportersOf("logs", settings.exporters ?? []);
  const sizing = withExporters(logAgentSizing(logs), exporters);
  const config = logAgentConfig({
    ...{ environment, clusterName: cluster.name, attributes, logs, sizing, target, exporters },
    processors: settings.processors?.logs ?? [],
    ...(writerOf(settings) === "own" && { limits: logLimits(logs) }),
  });
  const required = requirements(config);
  const volumes = [...logVolumes(settings, target, names), ...exporterVolumes(exporters, names.daemonSet)];
  const values: ChartValues = {
    mode: "daemonset",
    nameOverride: names.job,
    fullnameOverride: names.release,
    image: chartImage(image),
    command: { extraArgs: featureGateArguments(required) },
    alternateConfig: config,
    extraEnvs: [...required.variables, { name: "GOMEMLIMIT", value: `${sizing.goMemoryLimitMiB}MiB` }],
    useGOMEMLIMIT: false,
    extraVolumes: volumes.map(({ volume }) => volume),
    extraVolumeMounts: volumes.map(({ mount }) => mount),
    ports: chartPorts(required.ports),
    ...probes(required.ports),
    podAnnotations: scrapeAnnotations(required.ports.metrics ?? 0),
    serviceAccount: { create: true, name: names.serviceAccount, automountServiceAccountToken: true },
    clusterRole: {
      create: true,
      name: names.clusterRole,
      rules: required.clusterRoleRules,
      clusterRoleBinding: { name: names.clusterRoleBinding },
    },
    ...securityContexts(),
    resources: {
      requests: { cpu: `${sizing.cpuRequestMillicores}m`, memory: `${sizing.memoryRequestMiB}Mi` },
      limits: { cpu: `${sizing.cpuLimitMillicores}m`, memory: `${sizing.memoryLimitMiB}Mi` },
    },
    nodeSelector: { ...LINUX_NODES },
    tolerations: [{ operator: "Exists" }],
    priorityClassName: names.priorityClass,
    // No surge: two agents on one node would read the same files and open the same queue.
    rollout: {
      strategy: "RollingUpdate",
      rollingUpdate: { maxUnavailable: settings.agent.maxUnavailable, maxSurge: 0 },
    },
    terminationGracePeriodSeconds: 30,
  };
  return {
    namespace: names.namespace,
    values: restartedByCertificates(values, settings.certificatesGeneration),
    priorityClass: nodePriorityClass(names.priorityClass, labels(names.daemonSet)),
  };
}

/** The pods' logs, which it only reads, its own folder on the node, and the credentials of the store. */
function logVolumes({ environment, cluster }: LogPartsSettings, target: LogTarget, names: LogNames): Volume[] {
  const hostPath = (name: string, path: string, type: string, mount: JsonObject): Volume => ({
    volume: { name, hostPath: { path, type } },
    mount: { name, ...mount },
  });
  const state = [NODE_QUEUE_FOLDER, cluster.name, environment, names.folder].join("/");
  return [
    hostPath(LOG_VOLUMES.podLogs, POD_LOGS_FOLDER, "Directory", { mountPath: POD_LOGS_FOLDER, readOnly: true }),
    hostPath(LOG_VOLUMES.state, state, "DirectoryOrCreate", { mountPath: STATE_MOUNT }),
    ...(target.authentication === "none"
      ? []
      : [secretFiles("log-store", names.credentialsSecret, LOG_STORE_CREDENTIALS_FOLDER)]),
  ];
}

/** Root's user, who owns the pods' logs and the folder that the kubelet makes, without one of root's capabilities. */
function securityContexts(): JsonObject {
  const root = { runAsNonRoot: false, runAsUser: 0, runAsGroup: 0 };
  return {
    podSecurityContext: { ...root, seccompProfile: { type: "RuntimeDefault" } },
    securityContext: { ...restricted(), ...root },
  };
}
