/** Reads a snapshot of a cluster. It changes nothing: access reviews and lists are its only requests. */
import { at, listAt, objectAt, textAt, type Manifest } from "../../../policy/evidence/reading";
import { NAMES, TRACE_PIPELINE_NAMESPACE } from "../../../contract/names";
import { imagesOf, keyOf, type ObjectId, type Wanted } from "../../live/wanted";
import { type Permission, referencesOf } from "../references";
import { type ClusterApi, RequestError } from "../../live/api";
import { inTurns } from "../../live/inTurns";
import { Reader } from "../../live/reader";
import { kindsOf, type ResourceKinds } from "../../live/kinds";
import { refusedOf } from "./permissions";
import { nodePortsOf, podRequests, roomOf } from "./pods";
import type { NodeThere, ObjectThere, PodThere, Snapshot, StorageClassThere, WorkloadThere } from "./snapshot";

/** Most objects of a list: a cluster with more pods is not added up. */
const MOST = 20_000;

const texts = (map: Manifest) => Object.fromEntries(Object.entries(map).map(([key, value]) => [key, String(value)]));

function objectThere({ apiVersion, kind }: Pick<ObjectId, "apiVersion" | "kind">, object: Manifest): ObjectThere {
  const namespace = textAt(object, "metadata", "namespace");
  return {
    apiVersion,
    kind,
    ...(namespace !== "" && { namespace }),
    name: textAt(object, "metadata", "name"),
    labels: texts(objectAt(object, "metadata", "labels")),
    annotations: texts(objectAt(object, "metadata", "annotations")),
    isBeingDeleted: textAt(object, "metadata", "deletionTimestamp") !== "",
  };
}

function nodeThere(node: Manifest): NodeThere {
  return {
    name: textAt(node, "metadata", "name"),
    labels: texts(objectAt(node, "metadata", "labels")),
    version: textAt(node, "status", "nodeInfo", "kubeletVersion"),
    allocatable: roomOf(objectAt(node, "status", "allocatable")),
  };
}

/** The workload that owns a pod: its controller, or the Deployment of its ReplicaSet. */
function ownerOf(pod: Manifest): PodThere["owner"] {
  const controller = listAt(pod, "metadata", "ownerReferences").find((owner) => at(owner, "controller") === true);
  const [kind, name] = [textAt(controller, "kind"), textAt(controller, "name")];
  if (kind === "ReplicaSet") return { kind: "Deployment", name: name.replace(/-[^-]+$/, "") };
  return kind === "" ? undefined : { kind, name };
}

function podThere(pod: Manifest): PodThere {
  const owner = ownerOf(pod);
  return {
    namespace: textAt(pod, "metadata", "namespace"),
    node: textAt(pod, "spec", "nodeName"),
    ...(owner && { owner }),
    requests: podRequests(objectAt(pod, "spec")),
  };
}

function workloadThere(kind: string, workload: Manifest): WorkloadThere {
  const spec = objectAt(workload, "spec", "template", "spec");
  return {
    kind,
    namespace: textAt(workload, "metadata", "namespace"),
    name: textAt(workload, "metadata", "name"),
    images: imagesOf(spec),
    annotations: texts(objectAt(workload, "spec", "template", "metadata", "annotations")),
    nodePorts: nodePortsOf(spec),
  };
}

const DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";

function storageClassThere(object: Manifest): StorageClassThere {
  return {
    name: textAt(object, "metadata", "name"),
    isDefault: textAt(object, "metadata", "annotations", DEFAULT_CLASS) === "true",
    allowsExpansion: at(object, "allowVolumeExpansion") === true,
  };
}

/** The object, null where there is none, or undefined where it could not be read. */
function readObject(
  reader: Reader,
  api: ClusterApi,
  kinds: ResourceKinds,
  id: ObjectId,
): Promise<ObjectThere | null | undefined> {
  return reader.tried(`objects of kind ${id.kind}`, async () => {
    const path = kinds.pathOf(id);
    const object = path === undefined ? undefined : await api.get<Manifest>(path, true);
    return object === undefined ? null : objectThere(id, object);
  });
}

async function readWorkloads(reader: Reader): Promise<WorkloadThere[] | undefined> {
  const lists = await Promise.all(
    ["DaemonSet", "Deployment", "StatefulSet"].map((kind) =>
      reader.list(`${kind}s`, `/apis/apps/v1/${kind.toLowerCase()}s`, (object) => workloadThere(kind, object)),
    ),
  );
  return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
}

const ISTIO = "security.istio.io";

async function readStrictMesh(reader: Reader, groups: ReadonlySet<string> | undefined): Promise<string[] | undefined> {
  if (!groups?.has(ISTIO)) return [];
  const policies = await reader.list("PeerAuthentications", `/apis/${ISTIO}/v1/peerauthentications`, (policy) =>
    textAt(policy, "spec", "mtls", "mode") === "STRICT"
      ? [`${textAt(policy, "metadata", "namespace")}/${textAt(policy, "metadata", "name")}`]
      : [],
  );
  return policies?.flat();
}

/** Who holds the cluster's trace pipeline: the ConfigMap that owns the lease, and the holder's name. */
async function readPipelineHolder(reader: Reader, api: ClusterApi): Promise<Snapshot["pipelineHolder"]> {
  const { namespace, name } = { namespace: TRACE_PIPELINE_NAMESPACE, name: NAMES.tracePipelineLease };
  return reader.tried(`Lease ${name}`, async () => {
    const lease = await api.get<Manifest>(`/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/${name}`);
    const configMap = textAt(listAt(lease, "metadata", "ownerReferences")[0], "name");
    // A lease whose owner was deleted goes with it.
    const owner = configMap && (await api.get(`/api/v1/namespaces/${namespace}/configmaps/${configMap}`, true));
    return owner
      ? { owner: { kind: "ConfigMap", namespace, name: configMap }, name: textAt(lease, "spec", "holderIdentity") }
      : undefined;
  });
}

/**
 * Reads everything that a preflight looks at.
 *
 * @param own keys of the stack's own objects
 * @throws RequestError where the API server does not answer at all
 */
export async function readSnapshot(api: ClusterApi, wanted: Wanted, own: ReadonlySet<string>): Promise<Snapshot> {
  const version = await api.get<{ gitVersion: string }>("/version");
  if (!version) throw new RequestError("its server is no Kubernetes API server");
  const reader = new Reader(api, { most: MOST });
  const references = referencesOf(wanted);
  const kinds = await kindsOf(api, [...wanted.objects, ...references]);
  const groups = await reader.tried("API groups", async () => {
    const list = await api.get<Manifest>("/apis");
    return new Set(listAt(list, "groups").map((group) => textAt(group, "name")));
  });
  const [namespaces, nodes, pods, workloads, storageClasses, strictMesh] = await Promise.all([
    reader.list("Namespaces", "/api/v1/namespaces", (object) =>
      objectThere({ apiVersion: "v1", kind: "Namespace" }, object),
    ),
    reader.list("Nodes", "/api/v1/nodes", nodeThere),
    reader.list("Pods", "/api/v1/pods?fieldSelector=status.phase!=Succeeded,status.phase!=Failed", podThere),
    readWorkloads(reader),
    reader.list("StorageClasses", "/apis/storage.k8s.io/v1/storageclasses", storageClassThere),
    readStrictMesh(reader, groups),
  ]);
  const pipelineHolder = wanted.settings.tracing && (await readPipelineHolder(reader, api));
  // In a namespace that does not exist is nothing.
  const mayExist = ({ namespace }: ObjectId) =>
    namespace === undefined || (namespaces?.some(({ name }) => name === namespace) ?? true);
  const unknown = wanted.objects.filter((object) => !object.isPatch && !own.has(keyOf(object)) && mayExist(object));
  const found = await inTurns(unknown, (object) => readObject(reader, api, kinds, object));
  const referred = await inTurns(references, (reference) => readObject(reader, api, kinds, reference));
  const refused = await reader.tried<Permission[]>("permissions", () => refusedOf(api, wanted, kinds));
  return {
    version: version.gitVersion,
    kinds: kinds.names,
    own,
    existing: found.filter((object) => object !== null && object !== undefined),
    missing: new Set(references.filter((_, index) => referred[index] === null).map(keyOf)),
    ...(groups && { groups }),
    ...(namespaces && { namespaces }),
    ...(nodes && { nodes }),
    ...(pods && { pods }),
    ...(workloads && { workloads }),
    ...(storageClasses && { storageClasses }),
    ...(strictMesh && { strictMesh }),
    ...(pipelineHolder && { pipelineHolder }),
    refused: refused ?? [],
    unseen: reader.unseen,
  };
}
