/** The `local` stack with real programs: an agent on each of two nodes, node exporters, Prometheus and applications. */
import { join } from "node:path";
import { NAMES, NAMESPACES } from "../../../contract/names";
import { PORTS } from "../../../contract/ports";
import { type RunningApplications, startApplications } from "../applications/applicationPods";
import { chartObjects } from "./chart";
import { agentAccess, stackSecrets } from "./credentials";
import { environment, onStop } from "../environment";
import { type KubeletContext, reportStatus, type RunningPod, runPod, volumesFolder } from "../cluster/kubelet";
import { type KubeletPod, type RunningKubelet, startKubelet } from "./kubelets";
import type { KubernetesObject } from "../cluster/kubernetes";
import { createNodes, nextPodAddress, nodeAddress, NODE_OBJECTS, type NodeName, NODES } from "../cluster/nodes";
import { applyObjects, removeObjects } from "../cluster/objects";
import { planStack, type StackPlan } from "./plan";
import { updateSecretVolumes } from "../cluster/podFiles";
import type { Pod, PodFields, Workload } from "../cluster/pods";
import { PrometheusApi } from "../../programs/prometheusApi";
import { startTarget } from "../applications/targets";
import { podOf, serviceNames, workloadNamed } from "../cluster/workloads";

export const STACK = "local";

export interface RunningStack {
  readonly plan: StackPlan;
  /** Every object of the stack, the chart's too. */
  readonly objects: readonly KubernetesObject[];
  readonly agents: Readonly<Record<NodeName, RunningPod & { readonly podIP: string }>>;
  readonly kubelets: Readonly<Record<NodeName, RunningKubelet>>;
  readonly prometheus: PrometheusApi;
  /** Brings the Secrets that pods of a workload have mounted up to date, as the kubelet does some time after a change. */
  readonly updateSecrets: (workload: "prometheus" | "agents") => Promise<void>;
  readonly applications: RunningApplications;
}

let starting: Promise<RunningStack> | undefined;

/** The stack, started by whoever asks first. */
export function runningStack(): Promise<RunningStack> {
  starting ??= start();
  return starting;
}

/** The metrics endpoints of each node's kubelet, which know the pods that this run has created. */
async function startKubelets(): Promise<Readonly<Record<NodeName, RunningKubelet>>> {
  const kubelets: Partial<Record<NodeName, RunningKubelet>> = {};
  for (const node of NODES) {
    const kubelet = await startKubelet(
      environment().server.api,
      node,
      () => podsOf[node],
      () => running,
    );
    onStop(() => kubelet.stop());
    kubelets[node] = kubelet;
  }
  return kubelets as RunningStack["kubelets"];
}

/** Pods of the stack, by node. */
const podsOf: Readonly<Record<NodeName, Pod[]>> = { "acceptance-1": [], "acceptance-2": [] };

/** The stack's pods, by `namespace/name`. */
const running = new Map<string, KubeletPod>();

const keyOf = ({ metadata }: Pod) => `${metadata.namespace ?? ""}/${metadata.name}`;

/** Creates a pod of the workload and returns it as the API server made it, with the address that it is going to have. */
async function createPod(workload: Workload, name: string, node: NodeName) {
  const { server } = environment();
  const path = `/apis/apps/v1/namespaces/${workload.metadata.namespace!}/${workload.kind.toLowerCase()}s/${workload.metadata.name}`;
  const uid = server.own ? (await server.api.get<KubernetesObject>(path)).metadata.uid : undefined;
  const { body: pod } = await server.api.create(podOf(workload, name, node, uid));
  onStop(() => server.api.delete(pod));
  podsOf[node].push(pod);
  const podIP = nextPodAddress(node);
  running.set(keyOf(pod), { address: podIP });
  return { pod, podIP, hostIP: nodeAddress(node) };
}

async function startPod(context: KubeletContext, fields: { pod: Pod; podIP: string; hostIP: string }) {
  const started = await runPod(context, fields);
  onStop(() => started.process.stop());
  running.set(keyOf(fields.pod), { address: fields.podIP, logFile: started.process.logFile });
  return { ...started, podIP: fields.podIP };
}

/** Grafana's server is not among the programs: something that answers stands for it, so that its pod can be scraped. */
async function startGrafanaStandIn(objects: readonly KubernetesObject[]): Promise<void> {
  const workload = workloadNamed(objects, "Deployment", NAMES.grafana);
  const fields = await createPod(workload, `${NAMES.grafana}-0`, "acceptance-2");
  const metrics = () => "# TYPE grafana_build_info gauge\ngrafana_build_info 1\n";
  const target = await startTarget({ address: fields.podIP, port: PORTS.grafana, metrics, clients: () => [] });
  onStop(() => target.stop());
  await reportStatus(environment().server.api, fields, "Running");
}

async function startBackends(context: KubeletContext, objects: readonly KubernetesObject[]) {
  const workload = workloadNamed(objects, "StatefulSet", NAMES.prometheus);
  const prometheus = await createPod(workload, `${NAMES.prometheus}-0`, "acceptance-1");
  await startPod(context, prometheus);
  for (const node of NODES) {
    const nodeExporter = workloadNamed(objects, "DaemonSet", NAMES.nodeExporter);
    await startPod(context, await createPod(nodeExporter, `${NAMES.nodeExporter}-${node}`, node));
  }
  const objectMetrics = workloadNamed(objects, "StatefulSet", NAMES.kubeStateMetrics);
  await startPod(context, await createPod(objectMetrics, `${NAMES.kubeStateMetrics}-0`, "acceptance-2"));
  await startGrafanaStandIn(objects);
  return prometheus;
}

async function start(): Promise<RunningStack> {
  const { server, programs, folder, logs } = environment();
  const plan = await planStack(STACK, join(folder, "plan", STACK));
  const chart = (await Promise.all(plan.charts.map((one) => chartObjects(one, programs.helm)))).flat();
  const secrets = await stackSecrets(STACK);
  const objects = [...plan.manifests.filter(({ kind }) => kind !== "Secret"), ...secrets, ...chart];
  onStop(() => removeObjects(server, objects));
  await applyObjects(server, objects);
  onStop(() => removeObjects(server, NODE_OBJECTS));
  await createNodes(server.api);

  const kubelets = await startKubelets();
  const context: KubeletContext = { api: server.api, programs, folder: join(folder, "pods"), logs, hosts: {} };
  const prometheus = await startBackends(context, objects);
  const hosts = Object.fromEntries(serviceNames(objects, prometheus.pod).map((name) => [name, prometheus.podIP]));

  const agentPids: number[] = [];
  const applications = await startApplications(server, () => agentPids);
  const agents: Partial<Record<NodeName, RunningPod & { podIP: string }>> = {};
  const agentFields: PodFields[] = [];
  for (const node of NODES) {
    const fields = await createPod(workloadNamed(objects, "DaemonSet", NAMES.agentDaemonSet), `agent-${node}`, node);
    const agent = await startPod({ ...context, hosts }, fields);
    agentPids.push(agent.process.pid);
    agents[node] = agent;
    agentFields.push(fields);
  }
  return {
    plan,
    objects,
    agents: agents as RunningStack["agents"],
    kubelets,
    prometheus: new PrometheusApi(`https://${prometheus.podIP}:${PORTS.prometheus}`, agentAccess(secrets)),
    updateSecrets: async (workload) => {
      for (const fields of workload === "prometheus" ? [prometheus] : agentFields)
        await updateSecretVolumes(context.api, fields, volumesFolder(context, fields.pod));
    },
    applications,
  };
}

/** Namespace and name of the agents' service account. */
export const AGENT_ACCOUNT = { namespace: NAMESPACES.agent, name: NAMES.agentServiceAccount } as const;
