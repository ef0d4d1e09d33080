/** Kubernetes Engine: the node pools of a cluster. */
import { type Call, type Handlers, part, text } from "../call";
import { invalidArgument } from "../errors";
import { isJson, type Json, merged } from "../store";
import { operation, parentOf } from "../containerOperation";

const clusterOf = (call: Call) => `${parentOf(call)}/clusters/${part(call, "clustersId")}`;
const nameOf = (call: Call) => `${clusterOf(call)}/nodePools/${part(call, "nodePoolsId")}`;

/** Fields of an update that are the pool's own; all others are its nodes'. */
const POOL_FIELDS = ["locations", "upgradeSettings", "nodeNetworkConfig", "queuedProvisioning", "maintenancePolicy"];
/** Fields that say which pool is meant. */
const ADDRESS = ["name", "projectId", "zone", "clusterId", "nodePoolId"];
/** Fields whose names differ in the pool. */
const RENAMED: Readonly<Record<string, string>> = { nodeNetworkConfig: "networkConfig" };

/** Adds a pool to a cluster, whose location and version it has. Its nodes run as an account that exists. */
export function addNodePool(call: Call, cluster: string, given: Json): void {
  const { locations, currentMasterVersion: version } = call.store.get(cluster);
  const config = isJson(given["config"]) ? given["config"] : {};
  const email = text(config["serviceAccount"]);
  const account = `projects/${part(call, "projectsId")}/serviceAccounts/${email}`;
  if (email !== "" && !call.store.has(account)) throw invalidArgument(`Service account ${email} does not exist.`);
  const name = `${cluster}/nodePools/${text(given["name"])}`;
  call.store.add(name, {
    locations,
    version,
    etag: call.store.nextId(),
    status: "RUNNING",
    selfLink: `${call.baseUrl}${name}`,
    ...given,
  });
}

function update(call: Call): Json {
  const fields = Object.entries(call.body).filter(([field]) => !ADDRESS.includes(field));
  const own = fields.filter(([field]) => POOL_FIELDS.includes(field));
  const nodes = fields.filter(([field]) => !POOL_FIELDS.includes(field));
  return change(call, {
    ...Object.fromEntries(own.map(([field, value]) => [RENAMED[field] ?? field, value])),
    // A text in an update, where it has 64 bits, and a number of the node's.
    config: Object.fromEntries(nodes.map(([field, value]) => [field, field === "diskSizeGb" ? Number(value) : value])),
  });
}

function change(call: Call, patch: Json): Json {
  call.store.set(nameOf(call), merged(call.store.get(nameOf(call)), patch));
  return operation(call, nameOf(call));
}

export const NODE_POOLS: Handlers = {
  "container.projects.locations.clusters.nodePools.create": (call) => {
    const pool = call.body["nodePool"];
    if (!isJson(pool)) throw invalidArgument("Invalid value at 'node_pool'");
    addNodePool(call, clusterOf(call), pool);
    return operation(call, `${clusterOf(call)}/nodePools/${text(pool["name"])}`);
  },
  "container.projects.locations.clusters.nodePools.get": (call) => call.store.get(nameOf(call)),
  "container.projects.locations.clusters.nodePools.list": (call) => ({
    nodePools: call.store.list(`${clusterOf(call)}/nodePools`),
  }),
  "container.projects.locations.clusters.nodePools.update": update,
  "container.projects.locations.clusters.nodePools.setManagement": (call) =>
    change(call, { management: call.body["management"] }),
  "container.projects.locations.clusters.nodePools.setAutoscaling": (call) =>
    change(call, { autoscaling: call.body["autoscaling"] }),
  "container.projects.locations.clusters.nodePools.delete": (call) => {
    call.store.delete(nameOf(call));
    return operation(call, nameOf(call));
  },
};
