/** Creates the applications' pods on the API server, and the servers that stand for their programs. */
import {
  APPLICATION_NAMESPACE,
  type Application,
  applicationEntries,
  type ApplicationKey,
  exposition,
} from "./applications";
import type { ApiServer } from "../cluster/apiServer";
import { onStop } from "../environment";
import { reportStatus } from "../cluster/kubelet";
import { nextPodAddress, nodeAddress } from "../cluster/nodes";
import { applyObject, removeObjects } from "../cluster/objects";
import type { Pod } from "../cluster/pods";
import { startTarget, type Target } from "./targets";
import { TEMPLATE_HASH } from "../cluster/workloads";

export interface RunningApplication {
  readonly application: Application;
  readonly pod: Pod;
  readonly podIP: string;
  /** Its servers by port. */
  readonly targets: ReadonlyMap<number, Target>;
  readonly stop: () => Promise<void>;
}

export type RunningApplications = Readonly<Record<ApplicationKey, RunningApplication>>;

/** The ReplicaSet of a Deployment, as its pods' owner. A real cluster would collect pods whose owner is not there. */
function replicaSetOf(deployment: string) {
  const uid = "00000000-0000-4000-8000-000000000001";
  return { apiVersion: "apps/v1", kind: "ReplicaSet", name: `${deployment}-${TEMPLATE_HASH}`, uid, controller: true };
}

function podObject(application: Application, ownServer: boolean): Pod {
  const { name, node, labels, annotations, ports, initContainerPort, deployment } = application;
  const container = (title: string, containerPorts: readonly number[]) => ({
    name: title,
    image: "example.invalid/application:1",
    ports: containerPorts.map((containerPort) => ({ containerPort })),
  });
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: APPLICATION_NAMESPACE,
      labels: { ...labels, ...(deployment && { "pod-template-hash": TEMPLATE_HASH }) },
      ...(annotations && { annotations }),
      ...(deployment && ownServer && { ownerReferences: [replicaSetOf(deployment)] }),
    },
    spec: {
      nodeName: node,
      ...(initContainerPort && { initContainers: [container("setup", [initContainerPort])] }),
      containers: [container("main", ports)],
    },
  };
}

async function startApplication(
  server: ApiServer,
  application: Application,
  clients: () => readonly number[],
): Promise<RunningApplication> {
  const podIP = nextPodAddress(application.node);
  const hostIP = nodeAddress(application.node);
  const targets = new Map<number, Target>();
  let answers = 0;
  const metrics = () => exposition((answers += 1));
  const ports = [...application.ports, ...(application.initContainerPort ? [application.initContainerPort] : [])];
  for (const port of ports) targets.set(port, await startTarget({ address: podIP, port, metrics, clients }));
  const { body: pod } = await server.api.create(podObject(application, server.own));
  await reportStatus(server.api, { pod, podIP, hostIP }, application.finished ? "Succeeded" : "Running");
  return {
    application,
    pod,
    podIP,
    targets,
    stop: async () => {
      await server.api.delete(pod);
      for (const target of targets.values()) await target.stop();
    },
  };
}

/** Starts every application; `clients` are the processes among which the servers look for who asks. */
export async function startApplications(
  server: ApiServer,
  clients: () => readonly number[],
): Promise<RunningApplications> {
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: APPLICATION_NAMESPACE } };
  onStop(() => removeObjects(server, [namespace]));
  await applyObject(server, namespace);
  const running: Partial<Record<ApplicationKey, RunningApplication>> = {};
  for (const [key, application] of applicationEntries) {
    const started = await startApplication(server, application, clients);
    onStop(started.stop);
    running[key] = started;
  }
  return running as RunningApplications;
}
