/** What the whole run shares: the programs, the API server and a folder for everything temporary. */
import { mkdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { eventNames, LOG_NAMES } from "../../contract/logs";
import { agentNames, NAMES, NAMESPACES } from "../../contract/names";
import { type ApiServer, startApiServer, useApiServer } from "./cluster/apiServer";
import { APPLICATION_NAMESPACE } from "./applications/applications";
import { temporaryFolder } from "../../tools/files";
import { findBusybox } from "../programs/busybox";
import { chartFolder } from "./stack/chart";
import { readKubeconfig } from "./cluster/kubeconfig";
import { requireMountNamespaces } from "./cluster/kubelet";
import type { KubernetesObject } from "./cluster/kubernetes";
import { NODES } from "./cluster/nodes";
import { refuseExisting } from "./cluster/objects";
import { findPrograms, isAvailable, onPath, type ProgramName, type Programs } from "../programs/programs";

export interface Environment {
  readonly programs: Partial<Programs> & { readonly busybox: string };
  readonly server: ApiServer;
  /** Everything temporary; it goes with the run. */
  readonly folder: string;
  /** Output of every process; it stays until the next run. */
  readonly logs: string;
}

const LOGS = resolve("out", "acceptance", "logs");

let current: Environment | undefined;

/** The running environment; `startEnvironment` has to have ended before. */
export function environment(): Environment {
  if (!current) throw new Error("the acceptance environment has not been started");
  return current;
}

/**
 * Path of the kubeconfig whose API server these tests use instead of their own: where kube-apiserver and etcd cannot
 * be had, or on request (`GKE_TELEMETRY_API_SERVER=kubeconfig`). Not whenever KUBECONFIG is set: it may well name
 * somebody's production.
 */
function clusterInUse(): string | undefined {
  const requested = process.env.GKE_TELEMETRY_API_SERVER === "kubeconfig";
  if (!requested && isAvailable("kube-apiserver") && isAvailable("etcd")) return undefined;
  const kubeconfig = process.env.KUBECONFIG;
  if (requested && !kubeconfig) throw new Error("GKE_TELEMETRY_API_SERVER is kubeconfig, but KUBECONFIG is not set");
  return kubeconfig;
}

const named = (apiVersion: string, kind: string) => (name: string) => ({ apiVersion, kind, metadata: { name } });

/** Everything outside of namespaces that a run creates and deletes. */
const CLUSTER_OBJECTS: readonly KubernetesObject[] = [
  ...[...Object.values(NAMESPACES), APPLICATION_NAMESPACE].map(named("v1", "Namespace")),
  ...NODES.map(named("v1", "Node")),
  named("rbac.authorization.k8s.io/v1", "ClusterRole")(NAMES.agentClusterRole),
  named("rbac.authorization.k8s.io/v1", "ClusterRoleBinding")(NAMES.agentClusterRoleBinding),
  ...[LOG_NAMES.clusterRole, eventNames().clusterRole, NAMES.kubeStateMetrics].map(
    named("rbac.authorization.k8s.io/v1", "ClusterRole"),
  ),
  ...[LOG_NAMES.clusterRoleBinding, eventNames().clusterRole, NAMES.kubeStateMetrics].map(
    named("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
  ),
  ...[agentNames().priorityClass, LOG_NAMES.priorityClass, NAMES.nodeExporter].map(
    named("scheduling.k8s.io/v1", "PriorityClass"),
  ),
];

async function startServer(kubeconfig: string | undefined, programs: Partial<Programs>, folder: string) {
  if (kubeconfig === undefined) return startApiServer(programs, folder, LOGS);
  const server = await useApiServer(readKubeconfig(kubeconfig), kubeconfig);
  await refuseExisting(server.api, CLUSTER_OBJECTS);
  return server;
}

/** Finds or builds the programs and starts the API server; says on the way what the run stands on. */
export async function startEnvironment(): Promise<void> {
  rmSync(LOGS, { recursive: true, force: true });
  mkdirSync(LOGS, { recursive: true });
  await requireMountNamespaces();
  const kubeconfig = clusterInUse();
  const chart = chartFolder();
  const helm = onPath("helm");
  const names: ProgramName[] = [
    ...(kubeconfig ? [] : (["etcd", "kube-apiserver"] as const)),
    "cilium-1.15",
    "cilium-1.18",
    "otelcol",
    "prometheus",
    "promtool",
    "alertmanager",
    "amtool",
    "node_exporter",
    "victoria-logs",
    "kube-state-metrics",
    "jaeger",
    "hotrod",
    ...(chart && !helm ? (["helm"] as const) : []),
  ];
  const programs = { ...(helm && { helm }), ...(await findPrograms(names)), busybox: await findBusybox() };
  const folder = temporaryFolder("gke-telemetry-acceptance-");
  const server = await startServer(kubeconfig, programs, folder);
  console.log(`API server: ${server.description}`);
  console.log(
    chart
      ? `agent: what Helm renders from ${chart}`
      : "agent: from the chart's values; the chart itself is NOT exercised (COLLECTOR_CHART_DIR names no chart)",
  );
  console.log(`logs: ${LOGS}`);
  current = { programs, server, folder, logs: LOGS };
}

const cleanUps: (() => Promise<void>)[] = [];

/** Registers what has to happen at the end of the run; the last one registered happens first. */
export function onStop(cleanUp: () => Promise<void>): void {
  cleanUps.push(cleanUp);
}

/** Undoes everything that was registered, and stops the API server. */
export async function stopEnvironment(): Promise<void> {
  const errors: unknown[] = [];
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp().catch((error: unknown) => errors.push(error));
  await current?.server.stop();
  current = undefined;
  if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join("\n"));
}
