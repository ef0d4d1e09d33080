/** The values of the log agents' chart. */
import { items, positive, type Shape } from "../../evidence/shape";
import { httpProbe, mount, RESOURCES, SECURE, variable, writableMount } from "../common";
import { LOG_CONFIGURATION } from "../collector/logs";
import { CHART_IMAGE } from "./image";
import { LOG_AGENT_RULES } from "./permissions";

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

export const LOG_AGENT_VALUES: Shape = {
  mode: "daemonset",
  nameOverride: "log-agent",
  fullnameOverride: "logs",
  image: CHART_IMAGE,
  command: { extraArgs: ["--feature-gates=stanza.synchronousLogEmitter"] },
  alternateConfig: LOG_CONFIGURATION,
  extraEnvs: items([NODE_NAME, variable("GOMEMLIMIT", /[1-9]\d*MiB/)]),
  useGOMEMLIMIT: false,
  extraVolumes: items([POD_LOGS, STATE], [CREDENTIALS]),
  // Of the node it can write to its own folder alone.
  extraVolumeMounts: items(
    [mount("pod-logs", "/var/log/pods"), writableMount("state", "/var/lib/otelcol")],
    [mount("log-store", "/etc/otel/log-store")],
  ),
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
  serviceAccount: { create: true, name: "logs", automountServiceAccountToken: true },
  clusterRole: {
    create: true,
    name: "logs-log-agent",
    clusterRoleBinding: { name: "logs-log-agent" },
    rules: LOG_AGENT_RULES,
  },
  podSecurityContext: ROOT,
  securityContext: { ...SECURE, ...ROOT },
  resources: RESOURCES,
  nodeSelector: { "kubernetes.io/os?": "linux" },
  tolerations: [{ operator: "Exists" }],
  priorityClassName: /(?!system-)[a-z0-9]([a-z0-9.-]*[a-z0-9])?/,
  rollout: {
    strategy: "RollingUpdate",
    rollingUpdate: { maxSurge: 0, maxUnavailable: /([1-9]|[1-4]\d|50)%|[1-9]\d{0,3}/ },
  },
  terminationGracePeriodSeconds: positive,
};
