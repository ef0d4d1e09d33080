/** kube-state-metrics: it watches objects that are no secrets, and writes nothing. */
import { argumentOf } from "../../../evidence/prometheus";
import { at, type Manifest } from "../../../evidence/reading";
import { allOf, demand, items, listOf, oneOf, positive, type Shape } from "../../../evidence/shape";
import {
  account,
  container,
  containerPort,
  fieldVariable,
  httpProbe,
  image,
  labelled,
  MEMORY_LIMIT,
  objectShape,
  podAnnotations,
  podSpec,
  workload,
} from "../../common";
import { entry, type Entry } from "../../model";

const NAME = "kube-state-metrics";
const NAMESPACE = "object-metrics";
const LABELS = labelled(NAME);
const RBAC = "rbac.authorization.k8s.io";

/** The only resources that it may watch. Add one with its API group. */
const WATCHED: Readonly<Record<string, RegExp>> = {
  "": /namespaces|nodes|persistentvolumeclaims|persistentvolumes|pods|resourcequotas/,
  apps: /daemonsets|deployments|replicasets|statefulsets/,
  autoscaling: /horizontalpodautoscalers/,
  batch: /cronjobs|jobs/,
  policy: /poddisruptionbudgets/,
};

const RESOURCES = Object.values(WATCHED)
  .map(({ source }) => source)
  .join("|");

/** Objects of a shard that no pod has are not watched. */
const EVERY_SHARD = demand("has to have a replica for each shard", (server) => {
  const total = argumentOf(server as Manifest, "total-shards") ?? "1";
  return Number(total) === at(server, "spec", "replicas");
});

const SHARD = fieldVariable("SHARD", "metadata.labels['apps.kubernetes.io/pod-index']");

const SERVER = allOf(
  workload(
    "StatefulSet",
    { name: NAME, namespace: NAMESPACE, labels: LABELS },
    {
      annotations: podAnnotations(8080),
      spec: podSpec(
        NAME,
        65534,
        [
          container(NAME, image("kubeStateMetrics"), {
            args: items(
              [
                "--host=$(POD_IP)",
                "--port=8080",
                "--telemetry-host=$(POD_IP)",
                "--telemetry-port=8081",
                new RegExp(`--resources=(${RESOURCES})(,(${RESOURCES}))*`),
                /--metric-allowlist=.+/,
                "--metric-annotations-allowlist=pods=[prometheus.io/scrape,prometheus.io/port]",
              ],
              ["--shard=$(SHARD)", /--total-shards=[1-9]\d*/],
            ),
            env: items([fieldVariable("POD_IP", "status.podIP"), MEMORY_LIMIT], [SHARD]),
            livenessProbe: httpProbe("/healthz", "metrics"),
            readinessProbe: httpProbe("/readyz", "telemetry"),
            ports: [containerPort("metrics", 8080), containerPort("telemetry", 8081)],
          }),
        ],
        undefined,
        { automountServiceAccountToken: true },
      ),
    },
    {
      replicas: positive,
      serviceName: NAME,
      podManagementPolicy: "Parallel",
      updateStrategy: { type: "RollingUpdate" },
    },
  ),
  EVERY_SHARD,
);

const rules: Shape = listOf(
  oneOf(
    ...Object.entries(WATCHED).map(([group, resources]) => ({
      apiGroups: [group],
      resources: listOf(resources, 1),
      verbs: ["list", "watch"],
    })),
  ),
  1,
);

export const KUBE_STATE_METRICS: readonly Entry[] = [
  entry("StatefulSet", NAME, SERVER),
  entry("ServiceAccount", NAME, account(NAME, NAMESPACE, LABELS)),
  entry("ClusterRole", NAME, {
    apiVersion: `${RBAC}/v1`,
    kind: "ClusterRole",
    metadata: { name: NAME, labels: LABELS },
    rules,
  }),
  entry(
    "ClusterRoleBinding",
    NAME,
    objectShape(
      `${RBAC}/v1`,
      "ClusterRoleBinding",
      { name: NAME, labels: LABELS },
      {
        roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: NAME },
        subjects: [{ kind: "ServiceAccount", name: NAME, namespace: NAMESPACE }],
      },
    ),
  ),
];
