/** A stack as its controllers and kubelets would leave it on an API server of its own, for states to change. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NAMES, NAMESPACES } from "../../../contract/names";
import { kubeconfigOf } from "../claimants/claimants";
import { type ApiServer, startApiServer } from "../cluster/apiServer";
import type { KubernetesApi, KubernetesObject } from "../cluster/kubernetes";
import { createNodes, NODE_OBJECTS, type NodeName, NODES } from "../cluster/nodes";
import { applyObjects, isWorkload } from "../cluster/objects";
import type { Pod, Workload } from "../cluster/pods";
import { podOf, workloadNamed } from "../cluster/workloads";
import { environment } from "../environment";
import { chartObjects } from "../stack/chart";
import { planStack } from "../stack/plan";
import { defineMonitors } from "./monitors";
import { runningStatus, workloadStatus } from "./statuses";

/** The stack whose objects are there. */
export const STACK = "local";

/** Namespace of an application. */
export const SHOP = "shop";

type Fields = Readonly<Record<string, unknown>>;

export const object = (
  apiVersion: string,
  kind: string,
  metadata: KubernetesObject["metadata"],
  fields: Fields = {},
): KubernetesObject => ({ apiVersion, kind, metadata, ...fields });

/** A DaemonSet of others. */
function daemonSetOf(namespace: string, name: string, image: string): KubernetesObject {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: "main", image }] } };
  return object("apps/v1", "DaemonSet", { namespace, name }, { spec: { selector: { matchLabels: labels }, template } });
}

/** What the endpoints' controller makes of a Service with one pod. */
export function endpointsOf(
  { metadata: { name, namespace = "" } }: KubernetesObject,
  ready: boolean,
): KubernetesObject {
  const metadata = { namespace, name: `${name}-endpoints`, labels: { "kubernetes.io/service-name": name } };
  const endpoints = [{ addresses: ["10.1.0.10"], conditions: { ready } }];
  return object("discovery.k8s.io/v1", "EndpointSlice", metadata, { addressType: "IPv4", endpoints });
}

/** What enforces NetworkPolicies. */
export const NETWORK_PLUGIN = daemonSetOf("kube-system", "calico-node", "quay.io/calico/node:v3.30.3");

/** By this label a DaemonSet's controller knows of which template a pod is. */
export const GENERATION_LABEL = "pod-template-generation";

const keyOf = ({ kind, metadata }: KubernetesObject) => `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;

interface Placed {
  readonly object: KubernetesObject;
  readonly status?: Fields;
}

export class Lab {
  private readonly healthy = new Map<string, Placed>();
  private readonly touched = new Map<string, KubernetesObject>();

  private constructor(
    private readonly server: ApiServer,
    readonly kubeconfig: string,
    readonly objects: readonly KubernetesObject[],
  ) {}

  get api(): KubernetesApi {
    return this.server.api;
  }

  get auditLog(): string {
    return this.server.auditLog ?? "";
  }

  /** @param name of its folders */
  static async start(name = "doctor"): Promise<Lab> {
    const { programs, folder, logs } = environment();
    const own = join(folder, name);
    const ownLogs = join(logs, name);
    for (const one of [own, ownLogs]) mkdirSync(one, { recursive: true });
    const server = await startApiServer(programs, own, ownLogs);
    const kubeconfig = join(own, "kubeconfig");
    writeFileSync(kubeconfig, kubeconfigOf(server.api.access), { mode: 0o600 });
    const plan = await planStack(STACK, join(own, "plan"));
    const charts = await Promise.all(plan.charts.map((chart) => chartObjects(chart, programs.helm)));
    const lab = new Lab(server, kubeconfig, [...plan.manifests, ...charts.flat()]);
    await lab.provide();
    return lab;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** The DaemonSet, Deployment or StatefulSet of the stack. */
  workload(kind: string, name: string): Workload {
    return workloadNamed(this.objects, kind, name);
  }

  /** The stack's own object of that kind and name. */
  own(kind: string, name: string): KubernetesObject {
    const found = this.objects.find((one) => one.kind === kind && one.metadata.name === name);
    if (!found) throw new Error(`the stack has no ${kind} ${name}`);
    return found;
  }

  /** The agent's pod of a node, as it was created. */
  agentOn(node: NodeName): Pod {
    const placed = this.healthy.get(`Pod ${NAMESPACES.agent}/${NAMES.agentDaemonSet}-${node}`);
    if (!placed) throw new Error(`no agent on ${node}`);
    return placed.object as Pod;
  }

  /** A pod of an application, which runs on a node. */
  async application(
    metadata: Partial<KubernetesObject["metadata"]>,
    spec: Fields = {},
    status: Fields = {},
  ): Promise<void> {
    const containers = [{ name: "main", image: "registry.example.com/cart:1" }];
    const pod = object(
      "v1",
      "Pod",
      { name: "cart", namespace: SHOP, ...metadata },
      { spec: { nodeName: NODES[0], containers, ...spec } },
    ) as Pod;
    await this.put(pod, runningStatus(pod, status));
  }

  /** Puts an object and its status in the place of what is there; what is left out of it goes. */
  async put(one: KubernetesObject, status?: Fields): Promise<void> {
    this.touched.set(keyOf(one), one);
    await this.place({ object: one, ...(status && { status }) });
  }

  async remove(one: KubernetesObject): Promise<void> {
    this.touched.set(keyOf(one), one);
    await this.api.delete(one);
    // Without controllers nothing takes a finalizer off.
    await this.api.removeFinalizers(one);
  }

  /** Takes back everything that was put and removed. */
  async restore(): Promise<void> {
    for (const [key, one] of [...this.touched].reverse()) {
      const placed = this.healthy.get(key);
      if (placed) await this.place(placed);
      else await this.remove(one);
    }
    // An edit of the template, and its end, are two more generations.
    const edited = [...this.touched.values()].filter(({ kind }) => kind === "DaemonSet");
    this.touched.clear();
    for (const { metadata } of edited)
      for (const placed of this.healthy.values())
        if (placed.object.kind === "Pod" && placed.object.metadata.name.startsWith(`${metadata.name}-`))
          await this.place(placed);
  }

  private async place({ object: one, status }: Placed): Promise<void> {
    if (one.kind === "Pod") {
      await this.api.delete(one);
      await this.api.create(await this.ofNewestTemplate(one));
    } else await this.api.apply(one);
    if (status) await this.api.patchStatus(one, status);
  }

  /** With the mark of its DaemonSet's controller, unless a state has given it another. */
  private async ofNewestTemplate(pod: KubernetesObject): Promise<KubernetesObject> {
    const owner = pod.metadata.ownerReferences?.[0] as { kind: string; name: string } | undefined;
    if (owner?.kind !== "DaemonSet" || pod.metadata.labels?.[GENERATION_LABEL] !== undefined) return pod;
    const path = `/apis/apps/v1/namespaces/${pod.metadata.namespace ?? ""}/daemonsets/${owner.name}`;
    const { annotations = {} } = (await this.api.get<KubernetesObject>(path)).metadata;
    const generation = annotations["deprecated.daemonset.template.generation"] ?? "";
    return {
      ...pod,
      metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, [GENERATION_LABEL]: generation } },
    };
  }

  private async keep(placed: Placed): Promise<void> {
    this.healthy.set(keyOf(placed.object), placed);
    await this.place(placed);
  }

  private async provide(): Promise<void> {
    await createNodes(this.api);
    await defineMonitors(this.api);
    await applyObjects(this.server, [object("v1", "Namespace", { name: SHOP })]);
    await this.keep({ object: NETWORK_PLUGIN });
    for (const node of NODE_OBJECTS) this.healthy.set(keyOf(node), { object: node });
    await applyObjects(this.server, this.objects);
    for (const one of this.objects) this.healthy.set(keyOf(one), { object: one });
    for (const workload of this.objects.filter(isWorkload) as Workload[]) await this.run(workload);
    for (const service of this.objects.filter(({ kind }) => kind === "Service"))
      await this.keep({ object: endpointsOf(service, true) });
  }

  /** What a workload's controller and the kubelets make of it. */
  private async run(workload: Workload): Promise<void> {
    const { kind, metadata } = workload;
    const path = `/apis/apps/v1/namespaces/${metadata.namespace ?? ""}/${kind.toLowerCase()}s/${metadata.name}`;
    const { uid, generation } = (await this.api.get<{ metadata: { uid: string; generation: number } }>(path)).metadata;
    const nodes = kind === "DaemonSet" ? NODES : [NODES[0]];
    for (const [index, node] of nodes.entries()) {
      const name = kind === "DaemonSet" ? `${metadata.name}-${node}` : `${metadata.name}-${index}`;
      const pod = podOf(workload, name, node, uid);
      await this.keep({ object: pod, status: runningStatus(pod) });
    }
    await this.keep({ object: workload, status: workloadStatus(kind, nodes.length, generation) });
  }
}
