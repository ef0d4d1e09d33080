/** The values of the log agents' chart. */
import { items, positive, type Shape } from "../../evidence/shape";
import { emptyDir, httpProbe, mount, podUser, RESOURCES, SECURE, user, variable, writableMount } from "../common";
import { EVENTS_CONFIGURATION, LOG_CONFIGURATION } from "../collector/logs";
import { EXPORTER_MOUNT, exporterVolume } from "../collector/own";
import { MOUNTED } from "../rendered";
import { CHART_IMAGE } from "./image";
import { EVENTS_RULES, LOG_AGENT_RULES } from "./permissions";

/** Root's user without one of root's capabilities: the kubelet's files belong to it. */
const ROOT: Record<string, Shape> = {
  runAsGroup: 0,
  runAsNonRoot: false,
  runAsUser: 0,
  seccompProfile: { type: "RuntimeDefault" },
};

const CLOSED: Shape = { enabled: false };

const NODE_NAME: Shape = {
  name: "KUBE_NODE_NAME",
  valueFrom: { fieldRef: { "apiVersion?": "v1", fieldPath: "spec.nodeName" } },
};

const POD_LOGS: Shape = { name: "pod-logs", hostPath: { path: "/var/log/pods", type: "Directory" } };
const STATE: Shape = {
  name: "state",
  hostPath: {
    path: /\/var\/lib\/gke-telemetry(\/[A-Za-z0-9_-][A-Za-z0-9._-]*){2}\/([a-z0-9-]+\.)?logs-log-agent/,
    type: "DirectoryOrCreate",
  },
};
const CREDENTIALS: Shape = {
  name: "log-store",
  secret: { secretName: "logs-store-credentials", defaultMode: 0o440, "optional?": false },
};

/** What log agents and the collector of events have in common. */
const common: Record<string, Shape> = {
  ...MOUNTED,
  image: CHART_IMAGE,
  extraEnvs: items([variable("GOMEMLIMIT", /[1-9]\d*MiB/)], [NODE_NAME]),
  useGOMEMLIMIT: false,
  ports: {
    metrics: { enabled: true, containerPort: 8888, servicePort: 8888, hostPort: 0 },
    otlp: CLOSED,
    "otlp-http": CLOSED,
    "jaeger-compact": CLOSED,
    "jaeger-grpc": CLOSED,
    "jaeger-thrift": CLOSED,
    zipkin: CLOSED,
  },
  livenessProbe: httpProbe("/", 13133),
  readinessProbe: httpProbe("/", 13133),
  startupProbe: httpProbe("/", 13133),
  podAnnotations: {
    "prometheus.io/scrape": "true",
    "prometheus.io/port": "8888",
    "prometheus.io/path": "/metrics",
    "gke-telemetry/certificates-generation?": /\d+/,
  },
  resources: RESOURCES,
  nodeSelector: { "kubernetes.io/os?": "linux" },
  terminationGracePeriodSeconds: positive,
};

const CREDENTIALS_MOUNT = mount("log-store", "/etc/otel/log-store");
const STATE_FOLDER = writableMount("state", "/var/lib/otelcol");

export const LOG_AGENT_VALUES: Shape = {
  ...common,
  mode: "daemonset",
  nameOverride: "log-agent",
  fullnameOverride: "logs",
  command: { extraArgs: ["--feature-gates=stanza.synchronousLogEmitter"] },
  alternateConfig: LOG_CONFIGURATION,
  extraVolumes: items([POD_LOGS, STATE], [CREDENTIALS, exporterVolume("logs-agent")]),
  // Of the node it can write to its own folder alone.
  extraVolumeMounts: items([mount("pod-logs", "/var/log/pods"), STATE_FOLDER], [CREDENTIALS_MOUNT, EXPORTER_MOUNT]),
  serviceAccount: { create: true, name: "logs", automountServiceAccountToken: true },
  clusterRole: {
    create: true,
    name: "logs-log-agent",
    clusterRoleBinding: { name: "logs-log-agent" },
    rules: LOG_AGENT_RULES,
  },
  podSecurityContext: ROOT,
  securityContext: { ...SECURE, ...ROOT },
  tolerations: [{ operator: "Exists" }],
  priorityClassName: /(?!system-)[a-z0-9]([a-z0-9.-]*[a-z0-9])?/,
  rollout: {
    strategy: "RollingUpdate",
    rollingUpdate: { maxSurge: 0, maxUnavailable: /([1-9]|[1-4]\d|50)%|[1-9]\d{0,3}/ },
  },
};

/** One pod, with nothing of its node. */
export const EVENTS_VALUES: Shape = {
  ...common,
  mode: "deployment",
  replicaCount: 1,
  nameOverride: "logs-events",
  fullnameOverride: "logs-events",
  command: { extraArgs: [] },
  alternateConfig: EVENTS_CONFIGURATION,
  extraVolumes: items([emptyDir("state")], [CREDENTIALS]),
  extraVolumeMounts: items([STATE_FOLDER], [CREDENTIALS_MOUNT]),
  service: { enabled: false },
  serviceAccount: { create: true, name: "logs-events", automountServiceAccountToken: true },
  clusterRole: {
    create: true,
    name: "logs-events",
    clusterRoleBinding: { name: "logs-events" },
    rules: EVENTS_RULES,
  },
  podSecurityContext: podUser(10001),
  securityContext: { ...SECURE, ...user(10001) },
  rollout: { strategy: "Recreate" },
};
