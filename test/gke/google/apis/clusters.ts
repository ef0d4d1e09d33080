/** Kubernetes Engine: clusters. Behind each is the one API server that the stand-in was given. */
import { type Call, type Handlers, part, text } from "../call";
import { invalidArgument } from "../errors";
import { isJson, type Json, merged } from "../store";
import { updatedCluster } from "../clusterUpdate";
import { addNodePool, NODE_POOLS } from "./nodePools";
import { fullName } from "./compute";
import { finishedOperation, operation, parentOf } from "../containerOperation";

/** The API server behind every cluster. */
export interface ApiServer {
  /** Host and port. */
  readonly address: string;
  /** Its certificate authority, base64-encoded PEM. */
  readonly certificateAuthority: string;
}

/** The newest version of every release channel. */
const VERSION = "1.34.2-gke.1000000";

const nameOf = (call: Call) => `${parentOf(call)}/clusters/${part(call, "clustersId")}`;

/** The zones of a location: itself, or three of a region. */
function zonesOf(location: string): string[] {
  return /-[a-z]$/.test(location) ? [location] : ["b", "c", "d"].map((zone) => `${location}-${zone}`);
}

/** What Google adds to a cluster that is created. */
function described(call: Call, given: Json, { address, certificateAuthority }: ApiServer): Json {
  const location = part(call, "locationsId");
  const [network, subnetwork] = ["network", "subnetwork"].map((field) => fullName(text(given[field])));
  for (const name of [network, subnetwork]) call.store.get(name ?? "");
  const lastPart = (name = "") => name.split("/").at(-1);
  const usesDns = isJson(given["controlPlaneEndpointsConfig"]);
  return merged(given, {
    network: lastPart(network),
    subnetwork: lastPart(subnetwork),
    networkConfig: { network, subnetwork },
    id: call.store.nextId(),
    status: "RUNNING",
    location,
    locations: zonesOf(location),
    selfLink: `${call.baseUrl}${parentOf(call)}/clusters/${text(given["name"])}`,
    createTime: new Date().toISOString(),
    endpoint: address,
    masterAuth: { clusterCaCertificate: certificateAuthority },
    currentMasterVersion: VERSION,
    initialClusterVersion: VERSION,
    ...(usesDns && { controlPlaneEndpointsConfig: { dnsEndpointConfig: { endpoint: address } } }),
  });
}

function create(call: Call, server: ApiServer): Json {
  const given = call.body["cluster"];
  if (!isJson(given)) throw invalidArgument("Invalid value at 'cluster'");
  const { nodePools, nodeConfig, initialNodeCount, ...cluster } = given;
  const name = `${parentOf(call)}/clusters/${text(cluster["name"])}`;
  call.store.add(name, described(call, cluster, server));
  const pools = Array.isArray(nodePools)
    ? (nodePools as Json[])
    : [{ name: "default-pool", initialNodeCount, config: nodeConfig ?? {} }];
  for (const pool of pools) addNodePool(call, name, pool);
  return operation(call, name);
}

/** A cluster as it is answered, with its node pools. */
function whole({ store }: Call, name: string): Json {
  const nodePools = store.list(`${name}/nodePools`);
  const [first] = nodePools;
  return { ...store.get(name), nodePools, ...(first && { nodeConfig: first["config"] }) };
}

function change(call: Call, patch: Json): Json {
  const name = nameOf(call);
  call.store.set(name, merged(call.store.get(name), patch));
  return operation(call, name);
}

export function clusters(server: ApiServer): Handlers {
  return {
    ...NODE_POOLS,
    "container.projects.locations.getServerConfig": () => ({
      defaultClusterVersion: VERSION,
      validMasterVersions: [VERSION],
      validNodeVersions: [VERSION],
    }),
    "container.projects.locations.operations.get": finishedOperation,
    "container.projects.locations.clusters.create": (call) => create(call, server),
    "container.projects.locations.clusters.get": (call) => whole(call, nameOf(call)),
    "container.projects.locations.clusters.list": (call) => ({
      clusters: call.store.list(`${parentOf(call)}/clusters`),
    }),
    "container.projects.locations.clusters.update": (call) => {
      call.store.set(nameOf(call), updatedCluster(call, nameOf(call)));
      return operation(call, nameOf(call));
    },
    "container.projects.locations.clusters.setMaintenancePolicy": (call) =>
      change(call, {
        maintenancePolicy: { ...(call.body["maintenancePolicy"] as Json), resourceVersion: call.store.nextId() },
      }),
    "container.projects.locations.clusters.setResourceLabels": (call) => change(call, call.body),
    "container.projects.locations.clusters.setLegacyAbac": (call) =>
      change(call, { legacyAbac: { enabled: call.body["enabled"] } }),
    "container.projects.locations.clusters.delete": (call) => {
      call.store.delete(nameOf(call));
      return operation(call, nameOf(call));
    },
  };
}
