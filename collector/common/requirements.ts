/** What a collector configuration needs of its surroundings: rights, ports, variables, gates and files. */
import { CHART_VARIABLES } from "../../contract/collectorChart";
import { CONNECTORS, EXPORTERS, EXTENSIONS, PROCESSORS, RECEIVERS } from "../../contract/collectorComponents";
import { NODE_NAME_VARIABLE } from "../../contract/names";
import { REMOTE_WRITE_2 } from "./exporters";
import { CREDENTIALS_FOLDER } from "./extensions";
import {
  at,
  type CollectorConfig,
  componentsOfType,
  everyText,
  type JsonObject,
  objects,
  textOf,
  texts,
} from "./model";
import { GUARD_INPUTS, GUARD_VARIABLES } from "../agent/queue/entrypoint";

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

/** What Prometheus' discovery watches for each role. */
const DISCOVERY_ROLES: Readonly<Record<string, readonly Resource[]>> = {
  pod: [PODS],
  node: [NODES],
  service: [SERVICES],
  endpoints: [["", "endpoints"], SERVICES, PODS],
  endpointslice: [ENDPOINT_SLICES, SERVICES, PODS],
  ingress: [["networking.k8s.io", "ingresses"]],
};

/** What `attach_metadata` of a discovery watches besides. */
const ATTACHED_METADATA: Readonly<Record<string, readonly Resource[]>> = {
  node: [NODES],
  namespace: [NAMESPACES],
  deployment: [REPLICA_SETS],
  cronjob: [JOBS],
};

/** What k8s_attributes watches for an attribute that the pod itself does not tell. */
const ATTRIBUTE_SOURCES: Readonly<Record<string, readonly Resource[]>> = {
  "k8s.cluster.uid": [NAMESPACES],
  "k8s.node.uid": [NODES],
  "k8s.deployment.uid": [REPLICA_SETS],
  "k8s.cronjob.uid": [JOBS],
};

/** What k8s_attributes watches for labels and annotations of an object other than the pod. */
const METADATA_SOURCES: Readonly<Record<string, readonly Resource[]>> = {
  namespace: [NAMESPACES],
  node: [NODES],
  deployment: [["apps", "deployments"], REPLICA_SETS],
  statefulset: [["apps", "statefulsets"]],
  daemonset: [["apps", "daemonsets"]],
  job: [JOBS],
};

/** The least ClusterRole with which the configuration works: it reads, and only what it watches. */
export function clusterRoleRules(config: CollectorConfig): PolicyRule[] {
  const watched = [
    ...scrapeJobs(config).flatMap((job) => objects(job["kubernetes_sd_configs"]).flatMap(discoveryResources)),
    ...componentsOfType(config.processors, PROCESSORS.kubernetesAttributes).flatMap(enrichmentResources),
  ];
  const groups = [...new Set(watched.map(([apiGroup]) => apiGroup))].sort();
  return groups.map((apiGroup) => ({
    apiGroups: [apiGroup],
    resources: [...new Set(watched.filter(([group]) => group === apiGroup).map(([, resource]) => resource))].sort(),
    verbs: ["get", "list", "watch"],
  }));
}

/** Every scrape job of the configuration. */
export function scrapeJobs(config: CollectorConfig): JsonObject[] {
  return componentsOfType(config.receivers, RECEIVERS.prometheus).flatMap((receiver) =>
    objects(at(receiver, "config", "scrape_configs")),
  );
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

/** Ports at which a collector listens; undefined where the configuration does not. */
export interface ListeningPorts {
  readonly otlpGrpc: number | undefined;
  readonly otlpHttp: number | undefined;
  readonly health: number | undefined;
  readonly metrics: number | undefined;
}

/** Addresses to which the configuration itself sends: a receiver there has no other client. */
function ownAddresses(config: CollectorConfig): string[] {
  return componentsOfType(config.exporters, EXPORTERS.otlpGrpc).map((exporter) => textOf(exporter["endpoint"]));
}

/** Whether a receiver takes data from this same collector alone. */
export function isInner(config: CollectorConfig, receiver: JsonObject | undefined): boolean {
  const endpoint = textOf(at(receiver, "protocols", "grpc", "endpoint"));
  return endpoint !== "" && ownAddresses(config).includes(endpoint);
}

/** The ports at which a collector with this configuration listens for others. */
export function listeningPorts(config: CollectorConfig): ListeningPorts {
  const [otlp] = componentsOfType(config.receivers, RECEIVERS.otlp).filter((receiver) => !isInner(config, receiver));
  const [health] = componentsOfType(config.extensions, EXTENSIONS.healthCheck);
  const reader = objects(at(config.service.telemetry, "metrics", "readers"))
    .map((item) => at(item, "pull", "exporter", "prometheus", "port"))
    .find((port) => typeof port === "number");
  return {
    otlpGrpc: portOf(at(otlp, "protocols", "grpc", "endpoint")),
    otlpHttp: portOf(at(otlp, "protocols", "http", "endpoint")),
    health: portOf(at(health, "endpoint")),
    metrics: reader,
  };
}

/** The port of an address. */
export function portOf(endpoint: unknown): number | undefined {
  const port = typeof endpoint === "string" ? /:(\d+)$/.exec(endpoint)?.[1] : undefined;
  return port === undefined ? undefined : Number(port);
}

/** Variables that this program adds where a configuration refers to them. */
const OWN_VARIABLES: Readonly<Record<string, string>> = { [NODE_NAME_VARIABLE]: "spec.nodeName" };

/** Variables that the script sets with which an agent starts. */
const GUARDED: readonly string[] = Object.values(GUARD_VARIABLES);

/** An environment variable that holds a field of the pod. */
export type EnvironmentVariable = Readonly<{
  name: string;
  valueFrom: Readonly<{ fieldRef: Readonly<{ apiVersion: "v1"; fieldPath: string }> }>;
}>;

/** Names of the variables to which the configuration refers, sorted. */
export function referencedVariables(config: CollectorConfig): string[] {
  const inTexts = everyText(config).flatMap(({ text }) =>
    [...text.matchAll(/\$\{env:([^}]+)\}/g)].map(([, name]) => name ?? ""),
  );
  const byName = componentsOfType(config.processors, PROCESSORS.kubernetesAttributes)
    .map((processor) => at(processor, "filter", "node_from_env_var"))
    .filter((name) => typeof name === "string");
  return [...new Set([...inTexts, ...byName])].sort();
}

/** Variables to which the configuration refers and that nobody sets. */
export function unknownVariables(config: CollectorConfig): string[] {
  const guarded = keepsQueue(config) ? GUARDED : [];
  return referencedVariables(config).filter(
    (name) => !(name in CHART_VARIABLES) && !(name in OWN_VARIABLES) && !guarded.includes(name),
  );
}

/** The variables that the pod needs besides those of the chart. */
export function extraVariables(config: CollectorConfig): EnvironmentVariable[] {
  const names = [...referencedVariables(config), ...(keepsQueue(config) ? GUARD_INPUTS : [])];
  return [...new Set(names)].sort().flatMap((name) => {
    const fieldPath = OWN_VARIABLES[name];
    return fieldPath === undefined ? [] : [{ name, valueFrom: { fieldRef: { apiVersion: "v1", fieldPath } } }];
  });
}

/** Gates of the remote-write exporter. */
const WRITER_GATES = "exporter.prometheusremotewritexporter";

/** Feature gates without which the configuration does not do what it says. */
export function featureGates(config: CollectorConfig): string[] {
  const writers = componentsOfType(config.exporters, EXPORTERS.prometheusRemoteWrite);
  return [
    // Without it an answer of 429, which asks to slow down, makes the exporter drop the data.
    ...(writers.length > 0 ? [`${WRITER_GATES}.RetryOn429`] : []),
    // Without it the exporter writes version 1.0, whatever its configuration says.
    ...(writers.some((writer) => writer["protobuf_message"] === REMOTE_WRITE_2)
      ? [`${WRITER_GATES}.enableSendingRW2`]
      : []),
    // Without it every attribute of the first pod that was seen becomes a label of its service's series.
    ...(componentsOfType(config.connectors ?? {}, CONNECTORS.spanMetrics).length > 0
      ? ["connector.spanmetrics.excludeResourceMetrics"]
      : []),
  ];
}

/** Whether the configuration keeps a queue in a file, for which the pod needs volumes and a start of its own. */
export function keepsQueue(config: CollectorConfig): boolean {
  return componentsOfType(config.extensions, EXTENSIONS.fileStorage).length > 0;
}

/** Whether the configuration reads credentials from the mounted Secret. */
export function readsCredentials(config: CollectorConfig): boolean {
  return everyText(config.extensions).some(({ text }) => text.startsWith(`${CREDENTIALS_FOLDER}/`));
}
