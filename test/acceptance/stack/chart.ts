/**
 * The Kubernetes objects of the agent's chart.
 *
 * With `COLLECTOR_CHART_DIR`, Helm renders that chart. Without it the objects are put together here from the same
 * values: what the chart makes of the values that this program sets, and nothing else of it.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { KubernetesObject } from "../cluster/kubernetes";
import type { PlannedChart } from "./plan";
import type { Container, EnvironmentVariable, Volume } from "../cluster/pods";
import pins from "../../programs/pinnedPrograms.json";
import { runCommand } from "../../programs/processes";

/** Folder of the collector's chart, or undefined. Throws where the variable names no chart. */
export function chartFolder(): string | undefined {
  const folder = process.env.COLLECTOR_CHART_DIR;
  if (folder && !existsSync(join(folder, "Chart.yaml"))) {
    throw new Error(`COLLECTOR_CHART_DIR is ${folder}, which has no Chart.yaml`);
  }
  return folder;
}

async function render(helm: string, folder: string, { release, namespace, valuesFile }: PlannedChart) {
  // Without a cluster Helm takes the version that it was built for, which may be long past.
  const args = [
    "template",
    release,
    folder,
    "--namespace",
    namespace,
    "--values",
    valuesFile,
    "--kube-version",
    pins["kube-apiserver"].version,
  ];
  const { status, stdout, output } = await runCommand(helm, args);
  if (status !== 0) throw new Error(`helm ${args.join(" ")}: ${output}`);
  return parseAllDocuments(stdout).flatMap((document) =>
    document.toJS() ? [document.toJS() as KubernetesObject] : [],
  );
}

/** What the chart makes of a mode: kind and label of its workload, and what it adds to the workload's name. */
const MODES = {
  daemonset: { kind: "DaemonSet", component: "agent-collector", suffix: "-agent" },
  deployment: { kind: "Deployment", component: "standalone-collector", suffix: "" },
  statefulset: { kind: "StatefulSet", component: "statefulset-collector", suffix: "" },
} as const;

/** The chart's values, as far as this program sets them. */
interface Values {
  readonly mode: keyof typeof MODES;
  readonly nameOverride?: string;
  readonly fullnameOverride: string;
  readonly image: { readonly repository: string; readonly tag: string };
  readonly command?: { readonly name?: string; readonly extraArgs?: readonly string[] };
  readonly initContainers?: readonly Container[];
  readonly configMap: { readonly existingName: string };
  readonly serviceAccount?: { readonly name?: string; readonly automountServiceAccountToken?: boolean };
  readonly lifecycleHooks?: object;
  readonly terminationGracePeriodSeconds?: number;
  readonly clusterRole?: {
    readonly create?: boolean;
    readonly name?: string;
    readonly rules: readonly unknown[];
    readonly clusterRoleBinding?: { readonly name?: string };
  };
  readonly extraEnvs?: readonly EnvironmentVariable[];
  readonly extraEnvsFrom?: Container["envFrom"];
  readonly extraVolumes?: readonly Volume[];
  readonly extraVolumeMounts?: Container["volumeMounts"];
  readonly resources: object;
  readonly podLabels?: Readonly<Record<string, string>>;
  readonly podAnnotations?: Readonly<Record<string, string>>;
  readonly podSecurityContext?: object;
  readonly securityContext?: object;
  readonly [key: string]: unknown;
}

function environmentVariables(values: Values): EnvironmentVariable[] {
  const fields = {
    MY_POD_IP: "status.podIP",
    OTEL_K8S_NODE_NAME: "spec.nodeName",
    OTEL_K8S_NODE_IP: "status.hostIP",
    OTEL_K8S_NAMESPACE: "metadata.namespace",
    OTEL_K8S_POD_NAME: "metadata.name",
    OTEL_K8S_POD_IP: "status.podIP",
  };
  return [
    ...Object.entries(fields).map(([name, fieldPath]) => ({ name, valueFrom: { fieldRef: { fieldPath } } })),
    ...(values.extraEnvs ?? []),
  ];
}

function workload(name: string, namespace: string, release: string, account: string, values: Values): KubernetesObject {
  const { kind, component } = MODES[values.mode];
  const labels = {
    "app.kubernetes.io/name": values.nameOverride ?? "opentelemetry-collector",
    "app.kubernetes.io/instance": release,
    component,
  };
  const probe = { httpGet: { path: "/", port: 13133 } };
  const container = {
    name: "opentelemetry-collector",
    image: `${values.image.repository}:${values.image.tag}`,
    ...(values.command?.name !== undefined && { command: [`/${values.command.name}`] }),
    args: ["--config=/conf/relay.yaml", ...(values.command?.extraArgs ?? [])],
    env: environmentVariables(values),
    ...(values.extraEnvsFrom && { envFrom: values.extraEnvsFrom }),
    livenessProbe: probe,
    readinessProbe: probe,
    ...(values.lifecycleHooks && { lifecycle: values.lifecycleHooks }),
    resources: values.resources,
    securityContext: values.securityContext,
    volumeMounts: [{ name: "config", mountPath: "/conf" }, ...(values.extraVolumeMounts ?? [])],
  };
  const pod = {
    serviceAccountName: account,
    automountServiceAccountToken: values.serviceAccount?.automountServiceAccountToken ?? true,
    securityContext: values.podSecurityContext,
    ...(values.terminationGracePeriodSeconds !== undefined && {
      terminationGracePeriodSeconds: values.terminationGracePeriodSeconds,
    }),
    ...(values.initContainers && { initContainers: values.initContainers }),
    containers: [container],
    volumes: [
      {
        name: "config",
        configMap: { name: values.configMap.existingName, items: [{ key: "relay", path: "relay.yaml" }] },
      },
      ...(values.extraVolumes ?? []),
    ],
    ...Object.fromEntries(
      ["hostNetwork", "dnsPolicy", "priorityClassName", "nodeSelector", "tolerations"].map((key) => [key, values[key]]),
    ),
  };
  const template = {
    metadata: { labels: { ...labels, ...values.podLabels }, annotations: values.podAnnotations },
    spec: pod,
  };
  const object = {
    apiVersion: "apps/v1",
    kind,
    metadata: { name, namespace },
    spec: {
      ...(kind === "StatefulSet" && { serviceName: name }),
      selector: { matchLabels: labels },
      template,
    },
  };
  return JSON.parse(JSON.stringify(object)) as KubernetesObject;
}

function permissions({ clusterRole, fullnameOverride }: Values, account: string, namespace: string) {
  if (!clusterRole?.rules) return [];
  const role = clusterRole.name ?? fullnameOverride;
  const rbac = { apiVersion: "rbac.authorization.k8s.io/v1" };
  return [
    { ...rbac, kind: "ClusterRole", metadata: { name: role }, rules: clusterRole.rules },
    {
      ...rbac,
      kind: "ClusterRoleBinding",
      metadata: { name: clusterRole.clusterRoleBinding?.name ?? fullnameOverride },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
      subjects: [{ kind: "ServiceAccount", name: account, namespace }],
    },
  ];
}

/** What the chart makes of the values that this program sets, without the chart. */
function standIn({ release, namespace, values: anyValues }: PlannedChart): KubernetesObject[] {
  const values = anyValues as unknown as Values;
  const name = `${values.fullnameOverride}${MODES[values.mode].suffix}`;
  const account = values.serviceAccount?.name ?? values.fullnameOverride;
  const objects = [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: account, namespace } },
    ...permissions(values, account, namespace),
    workload(name, namespace, release, account, values),
  ];
  return objects;
}

/** The objects of the agent's chart, rendered by Helm where `helm` and the chart are given. */
export async function chartObjects(chart: PlannedChart, helm: string | undefined): Promise<KubernetesObject[]> {
  const folder = chartFolder();
  if (!folder) return standIn(chart);
  if (!helm) throw new Error("COLLECTOR_CHART_DIR is set, so helm is needed");
  return render(helm, folder, chart);
}
