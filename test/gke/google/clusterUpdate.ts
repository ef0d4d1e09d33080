/** What an update of a cluster changes: its fields are called `desired…`, and most are fields of the cluster. */
import type { Call } from "./call";
import { invalidArgument, notImplemented } from "./errors";
import { isJson, type Json, merged } from "./store";

/** Fields of the cluster that are called as in the update, but for `desired`. */
const SAME_NAME = [
  "masterAuthorizedNetworksConfig",
  "controlPlaneEndpointsConfig",
  "releaseChannel",
  "loggingConfig",
  "monitoringConfig",
  "binaryAuthorization",
  "securityPostureConfig",
  "costManagementConfig",
  "workloadIdentityConfig",
  "rbacBindingConfig",
  "shieldedNodes",
  "privateClusterConfig",
  "verticalPodAutoscaling",
  "addonsConfig",
  "notificationConfig",
  "locations",
];

/** Where the others go. */
const ELSEWHERE: Readonly<Record<string, (value: unknown) => Json>> = {
  intraNodeVisibilityConfig: (value) => ({
    networkConfig: { enableIntraNodeVisibility: isJson(value) && value["enabled"] === true },
  }),
  enablePrivateEndpoint: (value) => ({ privateClusterConfig: { enablePrivateEndpoint: value } }),
  nodeKubeletConfig: (value) => ({ nodePoolDefaults: { nodeConfigDefaults: { nodeKubeletConfig: value } } }),
  datapathProvider: (value) => ({ networkConfig: { datapathProvider: value } }),
  masterVersion: (value) => ({ currentMasterVersion: value }),
};

/**
 * The cluster after the update. The autoscaling of a node pool is changed by it too.
 *
 * @throws ApiError that names a field of which the stand-in does not know what it changes
 */
export function updatedCluster({ body, store }: Call, name: string): Json {
  const update = body["update"];
  if (!isJson(update)) throw invalidArgument("Invalid value at 'update'");
  const { desiredNodePoolId, desiredNodePoolAutoscaling, ...rest } = update;
  if (desiredNodePoolAutoscaling !== undefined) {
    const pool = `${name}/nodePools/${String(desiredNodePoolId)}`;
    store.set(pool, merged(store.get(pool), { autoscaling: desiredNodePoolAutoscaling }));
  }
  const patches = Object.entries(rest).map(([field, value]) => patch(field, value));
  return patches.reduce((cluster, changed) => merged(cluster, changed), store.get(name));
}

function patch(field: string, value: unknown): Json {
  const name = field.replace(/^desired([A-Z])/, (_, letter: string) => letter.toLowerCase());
  if (SAME_NAME.includes(name)) return { [name]: value };
  const elsewhere = ELSEWHERE[name];
  if (!elsewhere) throw notImplemented(`container.projects.locations.clusters.update with ${field}`);
  return elsewhere(value);
}
