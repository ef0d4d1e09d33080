/** The values of the agents' release, and of their canary's. */
import { bytesOf } from "../../evidence/prometheus";
import { at, listAt, textAt } from "../../evidence/reading";
import { allOf, demand, items, listOf, mapOf, numberIn, oneOf, type Shape } from "../../evidence/shape";
import { AGENT_CONFIGURATION } from "../collector/agent";
import { EXPORTER_MOUNT, exporterVolume } from "../collector/own";
import { writableMount } from "../common";
import { CANARY_IMAGE } from "./image";
import { AGENT_RULES, SERVICES_ARE_SCRAPED } from "./permissions";
import { QUEUE, QUEUE_OWNER } from "./queue";
import {
  CERTIFICATES_MOUNT,
  certificates,
  common,
  CREDENTIALS,
  CREDENTIALS_MOUNT,
  feature,
  GATES,
  GENERATION,
  GO_LIMIT,
  GO_PERCENT,
  LIMITER,
  openable,
  ports,
  RETRY_ON_429,
  type Values,
} from "./values";

const LABEL_KEY = /([a-z0-9.-]+\/)?[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?/;
const LABEL_VALUE = /([A-Za-z0-9]([\w.-]*[A-Za-z0-9])?)?/;

const NODE_NAME: Shape = {
  name: "KUBE_NODE_NAME",
  valueFrom: { fieldRef: { "apiVersion?": "v1", fieldPath: "spec.nodeName" } },
};

/** A queue in files and its volume are there together. */
const QUEUE_ON_VOLUME = demand("have a volume for a queue in files, and for no other", (values) => {
  const inFiles =
    at(values, "alternateConfig", "exporters", "durable_remote_write", "queue", "directory") !== undefined;
  return inFiles === listAt(values, "extraVolumes").some((volume) => at(volume, "name") === "queue");
});

/** Kubernetes evicts a pod whose volume is fuller than its limit. */
const QUEUE_IN_VOLUME = demand("have a queue that its volume has room for", (values) => {
  const volume = listAt(values, "extraVolumes").find((one) => at(one, "name") === "queue");
  const disk = Number(at(values, "alternateConfig", "exporters", "durable_remote_write", "queue", "disk_mib") ?? 0);
  const size = textAt(volume, "emptyDir", "sizeLimit");
  return size === "" || disk * 1024 ** 2 <= bytesOf(size);
});

const everyAgent: Values = {
  ...common,
  mode: "daemonset",
  alternateConfig: AGENT_CONFIGURATION,
  command: {
    extraArgs: items([], [RETRY_ON_429, feature("exporter.prometheusremotewritexporter.enableSendingRW2")]),
  },
  extraEnvs: items([NODE_NAME, GO_LIMIT], [GO_PERCENT]),
  extraVolumes: items([CREDENTIALS], [QUEUE, certificates("otel-agent"), exporterVolume("otel-agent")]),
  extraVolumeMounts: items(
    [CREDENTIALS_MOUNT],
    [writableMount("queue", "/var/lib/otelcol"), CERTIFICATES_MOUNT, EXPORTER_MOUNT],
  ),
  // The rule `namespaces` compares host network and queue with the codes of the namespace.
  "hostNetwork?": oneOf(true, false),
  "dnsPolicy?": "ClusterFirstWithHostNet",
  "initContainers?": items([], [QUEUE_OWNER]),
  "podAnnotations?": GENERATION,
  ports: ports(openable),
  rollout: {
    strategy: "RollingUpdate",
    rollingUpdate: { maxSurge: 0, maxUnavailable: /([1-9]|[1-4]\d|50)%|[1-9]\d{0,3}/ },
  },
  terminationGracePeriodSeconds: numberIn(15),
  tolerations: [{ operator: "Exists" }],
};

/** Every node but those of the canary: one term a label, of which a node lacks at least one. */
const NOT_CANARY_NODES: Shape = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: listOf({ matchExpressions: [{ key: LABEL_KEY, operator: "NotIn", values: [LABEL_VALUE] }] }),
    },
  },
};

export const AGENT_VALUES: Shape = allOf(
  {
    ...everyAgent,
    fullnameOverride: "otel",
    "affinity?": NOT_CANARY_NODES,
    clusterRole: {
      create: true,
      name: "otel-agent",
      clusterRoleBinding: { name: "otel-discoverer" },
      rules: AGENT_RULES,
    },
    "nodeSelector?": { "kubernetes.io/os?": "linux" },
    serviceAccount: { create: true, name: "otel", automountServiceAccountToken: true },
  },
  GATES,
  LIMITER,
  QUEUE_ON_VOLUME,
  QUEUE_IN_VOLUME,
  SERVICES_ARE_SCRAPED,
);

/** The agents of some nodes, with account and role of the others. */
export const CANARY_VALUES: Shape = allOf(
  {
    ...everyAgent,
    image: CANARY_IMAGE,
    fullnameOverride: "otel-canary",
    clusterRole: { create: false },
    nodeSelector: mapOf(LABEL_KEY, LABEL_VALUE),
    serviceAccount: { create: false, name: "otel" },
  },
  GATES,
  LIMITER,
  QUEUE_ON_VOLUME,
  QUEUE_IN_VOLUME,
  SERVICES_ARE_SCRAPED,
);
