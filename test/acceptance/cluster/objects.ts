/** Puts the stack's objects on the API server and takes them away again. */
import type { ApiServer } from "./apiServer";
import type { KubernetesApi, KubernetesObject } from "./kubernetes";
import { eventually } from "../../programs/processes";

const WORKLOADS: readonly string[] = ["DaemonSet", "StatefulSet", "Deployment"];

export function isWorkload({ kind }: KubernetesObject): boolean {
  return WORKLOADS.includes(kind);
}

/** Sees to what pods need of every namespace. A bare API server has no controllers to put it there. */
async function provideNamespaceDefaults({ api, own }: ApiServer, namespace: string): Promise<void> {
  const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace } };
  const authority = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "kube-root-ca.crt", namespace } };
  if (own) {
    await api.apply(account);
    await api.apply({ ...authority, data: { "ca.crt": api.access.authority } } as KubernetesObject);
  }
  for (const object of [account, authority]) {
    await eventually(`namespace ${namespace} has its ${object.kind}`, 30, async () => {
      if (!(await api.exists(object))) throw new Error("it is not there yet");
    });
  }
}

/**
 * Applies one object, first as a dry run. Returns the warnings.
 *
 * On somebody's cluster a workload stays a dry run: its controllers would start the real pods.
 */
export async function applyObject(server: ApiServer, object: KubernetesObject): Promise<readonly string[]> {
  const trial = await server.api.apply(object, { dryRun: true });
  if (isWorkload(object) && !server.own) return trial.warnings;
  const { warnings } = await server.api.apply(object);
  if (object.kind === "Namespace") await provideNamespaceDefaults(server, object.metadata.name);
  return warnings;
}

/** Applies the objects in their order, and returns each warning with the object that it is about. */
export async function applyObjects(server: ApiServer, objects: readonly KubernetesObject[]): Promise<string[]> {
  const warnings: string[] = [];
  for (const object of objects) {
    for (const warning of await applyObject(server, object)) {
      warnings.push(`${object.kind} ${object.metadata.name}: ${warning}`);
    }
  }
  return warnings;
}

/** Throws where an object exists already: nobody's cluster is to lose what runs in it. */
export async function refuseExisting(api: KubernetesApi, objects: readonly KubernetesObject[]): Promise<void> {
  for (const object of objects) {
    if (await api.exists(object)) {
      throw new Error(`the cluster has a ${object.kind} ${object.metadata.name}, which these tests would delete`);
    }
  }
}

/** Deletes the objects in reverse order. */
export async function removeObjects({ api, own }: ApiServer, objects: readonly KubernetesObject[]): Promise<void> {
  for (const object of [...objects].reverse()) {
    // Without controllers a namespace would stay in deletion for ever, and so would a volume claim.
    if (object.kind === "Namespace" && own) continue;
    await api.delete(object);
    if (object.kind === "PersistentVolumeClaim" && own) await api.removeFinalizers(object);
  }
  if (own) return;
  for (const object of objects.filter(({ kind }) => kind === "Namespace")) {
    await eventually(`namespace ${object.metadata.name} is gone`, 120, async () => {
      if (await api.exists(object)) throw new Error("it is still there");
    });
  }
}
