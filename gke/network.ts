/**
 * The cluster's own network: a VPC without firewall rules of its own, one subnet and Cloud NAT.
 *
 * Names are left to the engine, which adds a random suffix: a replacement can then be created before the old resource is deleted.
 */
import type { GkeClusterSettings } from "../settings/schema/settings";
import { regionOf, SECONDARY_RANGES } from "./names";

/** A VPC whose only subnet is the cluster's. */
export function networkArguments(cluster: GkeClusterSettings) {
  return {
    project: cluster.project,
    description: `Network of the GKE cluster ${cluster.name}`,
    // Auto mode would create a subnet in every region, with ranges that Google chooses.
    autoCreateSubnetworks: false,
  };
}

/** The subnet: primary range for nodes, secondary ranges for pods and Services. */
export function subnetArguments(cluster: GkeClusterSettings) {
  return {
    project: cluster.project,
    region: regionOf(cluster.location),
    description: `Nodes, pods and Services of the GKE cluster ${cluster.name}`,
    ipCidrRange: cluster.nodesCidr,
    secondaryIpRanges: [
      { rangeName: SECONDARY_RANGES.pods, ipCidrRange: cluster.podsCidr },
      { rangeName: SECONDARY_RANGES.services, ipCidrRange: cluster.servicesCidr },
    ],
    // Nodes have no external address; this gives them access to Google's APIs and registries.
    privateIpGoogleAccess: true,
    // Without this block there are no logs.
    ...(cluster.flowLogs.enabled && { logConfig: flowLogs(cluster.flowLogs) }),
  };
}

/** Google's names of the intervals. */
const INTERVALS = {
  5: "INTERVAL_5_SEC",
  30: "INTERVAL_30_SEC",
  60: "INTERVAL_1_MIN",
  300: "INTERVAL_5_MIN",
  600: "INTERVAL_10_MIN",
  900: "INTERVAL_15_MIN",
} as const;

function flowLogs({ intervalSeconds, samplePercent, metadata }: GkeClusterSettings["flowLogs"]) {
  return {
    aggregationInterval: INTERVALS[intervalSeconds],
    flowSampling: samplePercent / 100,
    metadata: metadata ? "INCLUDE_ALL_METADATA" : "EXCLUDE_ALL_METADATA",
  };
}

/** The router that Cloud NAT needs. */
export function routerArguments(cluster: GkeClusterSettings) {
  return {
    project: cluster.project,
    region: regionOf(cluster.location),
    description: `Way out of the GKE cluster ${cluster.name}`,
  };
}

/** Cloud NAT, through which private nodes reach registries that are not Google's. */
export function natArguments(cluster: GkeClusterSettings) {
  return {
    project: cluster.project,
    region: regionOf(cluster.location),
    natIpAllocateOption: "AUTO_ONLY",
    sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES",
    // With static allocation, all pods of a node share 64 connections to one destination. Dynamic allocation excludes
    // endpoint-independent mapping.
    enableDynamicPortAllocation: true,
    enableEndpointIndependentMapping: false,
    logConfig: { enable: true, filter: "ERRORS_ONLY" },
  };
}
