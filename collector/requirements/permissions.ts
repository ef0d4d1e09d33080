/** The least permissions with which a collector configuration works. */
import { EXTENSIONS, PROCESSORS, RECEIVERS } from "../../contract/collector/components";
import { at, type CollectorConfig, componentsOfType, type JsonObject, objects, textOf, texts } from "../common/model";
import { SERVICE_ACCOUNT } from "./serviceAccount";

export type PolicyRule = Readonly<{
  apiGroups: readonly string[];
  resources: readonly string[];
  verbs: readonly string[];
}>;

/** A kind of object: API group, empty for the core one, and resource. */
type Resource = readonly [apiGroup: string, resource: string];

const PODS: Resource = ["", "pods"];
const NODES: Resource = ["", "nodes"];
const NAMESPACES: Resource = ["", "namespaces"];
const SERVICES: Resource = ["", "services"];
const ENDPOINT_SLICES: Resource = ["discovery.k8s.io", "endpointslices"];
const REPLICA_SETS: Resource = ["apps", "replicasets"];
const JOBS: Resource = ["batch", "jobs"];

/** Resources that Prometheus' discovery watches for each role. */
const DISCOVERY_ROLES: Readonly<Record<string, readonly Resource[]>> = {
  pod: [PODS],
  node: [NODES],
  service: [SERVICES],
  endpoints: [["", "endpoints"], SERVICES, PODS],
  endpointslice: [ENDPOINT_SLICES, SERVICES, PODS],
  ingress: [["networking.k8s.io", "ingresses"]],
};

/** Resources that `attach_metadata` of a discovery watches in addition. */
const ATTACHED_METADATA: Readonly<Record<string, readonly Resource[]>> = {
  node: [NODES],
  namespace: [NAMESPACES],
  deployment: [REPLICA_SETS],
  cronjob: [JOBS],
};

/** Resources that k8s_attributes watches for attributes that are not in the pod. */
const ATTRIBUTE_SOURCES: Readonly<Record<string, readonly Resource[]>> = {
  "k8s.cluster.uid": [NAMESPACES],
  "k8s.node.uid": [NODES],
  "k8s.deployment.uid": [REPLICA_SETS],
  "k8s.cronjob.uid": [JOBS],
};

/** Resources that k8s_attributes watches for labels and annotations of objects other than the pod. */
const METADATA_SOURCES: Readonly<Record<string, readonly Resource[]>> = {
  namespace: [NAMESPACES],
  node: [NODES],
  deployment: [["apps", "deployments"], REPLICA_SETS],
  statefulset: [["apps", "statefulsets"]],
  daemonset: [["apps", "daemonsets"]],
  job: [JOBS],
};

/** Resources that the discovery of monitored pods watches. */
const MONITORED: readonly Resource[] = [
  PODS,
  SERVICES,
  ENDPOINT_SLICES,
  ["monitoring.coreos.com", "servicemonitors"],
  ["monitoring.coreos.com", "podmonitors"],
];

/** What the kubelet asks for its metrics: not `nodes/proxy`, which also runs commands in every container of the node. */
const NODE_METRICS: PolicyRule = { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] };

/** Rules of the smallest ClusterRole with which the configuration works: read access, to watched resources and kubelets. */
export function clusterRoleRules(config: CollectorConfig): PolicyRule[] {
  const watched = [
    ...componentsOfType(config.receivers, RECEIVERS.kubernetesObjects).flatMap(watchedObjects),
    ...scrapeJobs(config).flatMap((job) => objects(job["kubernetes_sd_configs"]).flatMap(discoveryResources)),
    ...componentsOfType(config.processors, PROCESSORS.kubernetesAttributes).flatMap(enrichmentResources),
    ...componentsOfType(config.extensions, EXTENSIONS.monitors).flatMap(() => MONITORED),
  ];
  const readsNodes = scrapeJobs(config).some(asksKubelet);
  const groups = [...new Set(watched.map(([apiGroup]) => apiGroup))].sort();
  const watching = groups.map((apiGroup) => ({
    apiGroups: [apiGroup],
    resources: [...new Set(watched.filter(([group]) => group === apiGroup).map(([, resource]) => resource))].sort(),
    verbs: ["list", "watch"],
  }));
  return [...watching, ...(readsNodes ? [NODE_METRICS] : [])];
}

/** Every scrape job of the configuration. */
export function scrapeJobs(config: CollectorConfig): JsonObject[] {
  return componentsOfType(config.receivers, RECEIVERS.prometheus).flatMap((receiver) =>
    objects(at(receiver, "config", "scrape_configs")),
  );
}

/** Whether a scrape job shows the token of the agent's service account, which only kubelets are to see. */
export function asksKubelet(job: JsonObject): boolean {
  return at(job, "authorization", "credentials_file") === SERVICE_ACCOUNT.token;
}

function watchedObjects(receiver: JsonObject): readonly Resource[] {
  return objects(at(receiver, "objects")).map(({ group, name }) => [textOf(group), textOf(name)]);
}

function discoveryResources(discovery: JsonObject): readonly Resource[] {
  const attached = Object.entries(ATTACHED_METADATA).filter(
    ([kind]) => at(discovery, "attach_metadata", kind) === true,
  );
  return [...(DISCOVERY_ROLES[textOf(discovery["role"])] ?? []), ...attached.flatMap(([, resources]) => resources)];
}

function enrichmentResources(processor: JsonObject): readonly Resource[] {
  const extract = at(processor, "extract");
  const metadata = [...objects(at(extract, "labels")), ...objects(at(extract, "annotations"))];
  return [
    PODS,
    ...texts(at(extract, "metadata")).flatMap((name) => ATTRIBUTE_SOURCES[name] ?? []),
    ...metadata.flatMap(({ from }) => METADATA_SOURCES[textOf(from)] ?? []),
    ...(at(extract, "deployment_name_from_replicaset") === false ? [REPLICA_SETS] : []),
  ];
}
