/** Arguments of the node pool: service account, hardening, autoscaling and upgrades. */
import type { GkeClusterSettings } from "../settings/schema/settings";
import { type Labels, nodeAccountId, resourceLabels } from "./names";

/** The only role of the nodes, which may write logs and metrics. */
export const NODE_ROLE = "roles/container.defaultNodeServiceAccount";

/** The service account that the nodes run as, instead of Compute Engine's default account, which can edit the whole project. */
export function nodeAccountArguments(cluster: GkeClusterSettings) {
  return {
    project: cluster.project,
    accountId: nodeAccountId(cluster),
    displayName: `Nodes of GKE cluster ${cluster.name}`,
  };
}

/** The node configuration, without its service account. */
export function nodeConfig(cluster: GkeClusterSettings, environment: string, labels?: Labels) {
  return {
    machineType: cluster.nodePool.machineType,
    diskSizeGb: cluster.nodePool.diskGiB,
    spot: cluster.nodePool.spot,
    imageType: "COS_CONTAINERD",
    // Access scopes are a legacy restriction; with the full scope IAM alone decides, and it allows one role.
    oauthScopes: ["https://www.googleapis.com/auth/cloud-platform"],
    metadata: { "disable-legacy-endpoints": "true" },
    workloadMetadataConfig: { mode: "GKE_METADATA" },
    shieldedInstanceConfig: { enableSecureBoot: true, enableIntegrityMonitoring: true },
    kubeletConfig: { insecureKubeletReadonlyPortEnabled: "FALSE" },
    resourceLabels: resourceLabels(cluster, environment, labels),
  };
}

/** The autoscaled pool; counts are per zone. */
export function nodePoolArguments(cluster: GkeClusterSettings) {
  const { minNodes, maxNodes } = cluster.nodePool;
  return {
    project: cluster.project,
    location: cluster.location,
    // Without it Google creates the pool empty, whatever the autoscaler's minimum.
    initialNodeCount: Math.max(1, minNodes),
    autoscaling: { minNodeCount: minNodes, maxNodeCount: maxNodes },
    networkConfig: { enablePrivateNodes: true },
    management: { autoRepair: true, autoUpgrade: true },
    upgradeSettings: { strategy: "SURGE", maxSurge: 1, maxUnavailable: 0 },
  };
}
