/** Arguments of the GKE cluster; network, service account and node pool have files of their own. */
import type { GkeClusterSettings } from "../settings/schema/settings";
import { type Labels, resourceLabels, SECONDARY_RANGES } from "./names";

/** The cluster's arguments that are known before any resource exists. */
export function clusterArguments(cluster: GkeClusterSettings, environment: string, labels?: Labels) {
  return {
    project: cluster.project,
    location: cluster.location,
    name: cluster.name,
    deletionProtection: cluster.deletionProtection,
    resourceLabels: resourceLabels(cluster, environment, labels),
    ...withoutDefaultPool,
    ...access(cluster),
    ...networking(cluster),
    ...authorization(cluster.project),
    ...maintenance(cluster),
    ...observation(cluster.logs),
  };
}

/** Google creates no cluster without a pool; this one is removed before the cluster counts as created. */
const withoutDefaultPool = { removeDefaultNodePool: true, initialNodeCount: 1 };

/** Control plane endpoints: the DNS endpoint, and the IP endpoint where there are authorised networks. */
function access(cluster: GkeClusterSettings) {
  const ipEndpoint = cluster.authorizedNetworks.length > 0;
  return {
    controlPlaneEndpointsConfig: {
      // IAM authenticates Google identities before a request reaches the cluster, so that a leaked service account token
      // or client certificate is useless from outside.
      dnsEndpointConfig: { allowExternalTraffic: true, enableK8sTokensViaDns: false, enableK8sCertsViaDns: false },
      ipEndpointsConfig: { enabled: ipEndpoint },
    },
    // Where the IP endpoint is off, Google reports it as private; anything else would differ for ever.
    privateClusterConfig: { enablePrivateNodes: true, enablePrivateEndpoint: !ipEndpoint },
    ...(ipEndpoint && { masterAuthorizedNetworksConfig: authorizedNetworks(cluster) }),
  };
}

function authorizedNetworks(cluster: GkeClusterSettings) {
  return {
    cidrBlocks: cluster.authorizedNetworks.map((network) => ({
      cidrBlock: network.cidr,
      displayName: network.name,
    })),
    // Any customer of Google can send from those addresses.
    gcpPublicCidrsAccessEnabled: false,
    privateEndpointEnforcementEnabled: true,
  };
}

/** Dataplane V2, which enforces network policies without the add-on that had to be switched on. */
function networking({ intranodeVisibility }: GkeClusterSettings) {
  return {
    networkingMode: "VPC_NATIVE",
    datapathProvider: "ADVANCED_DATAPATH",
    ipAllocationPolicy: {
      clusterSecondaryRangeName: SECONDARY_RANGES.pods,
      servicesSecondaryRangeName: SECONDARY_RANGES.services,
    },
    enableIntranodeVisibility: intranodeVisibility,
    // The custom resources of Gateways, which cost nothing and are needed before the first Gateway.
    gatewayApiConfig: { channel: "CHANNEL_STANDARD" },
  };
}

function authorization(project: string) {
  return {
    workloadIdentityConfig: { workloadPool: `${project}.svc.id.goog` },
    masterAuth: { clientCertificateConfig: { issueClientCertificate: false } },
    enableLegacyAbac: false,
    // To Google, everyone with a Google account is `system:authenticated`.
    rbacBindingConfig: {
      enableInsecureBindingSystemAuthenticated: false,
      enableInsecureBindingSystemUnauthenticated: false,
    },
    // The project's policy decides (`imagePolicy`); without one, every image is allowed.
    binaryAuthorization: { evaluationMode: "PROJECT_SINGLETON_POLICY_ENFORCE" },
    enableShieldedNodes: true,
    nodePoolDefaults: { nodeConfigDefaults: { insecureKubeletReadonlyPortEnabled: "FALSE" } },
  };
}

function maintenance(cluster: GkeClusterSettings) {
  return {
    releaseChannel: { channel: cluster.releaseChannel },
    maintenancePolicy: { dailyMaintenanceWindow: { startTime: cluster.maintenanceStartTime } },
  };
}

function observation(logs: GkeClusterSettings["logs"]) {
  return {
    // This stack collects no logs: what pods write is in Cloud Logging or nowhere.
    loggingConfig: { enableComponents: ["SYSTEM_COMPONENTS", ...(logs === "workloads" ? ["WORKLOADS"] : [])] },
    monitoringConfig: {
      enableComponents: ["SYSTEM_COMPONENTS"],
      // This stack is the collector of metrics: a second one on every node would scrape, and bill, everything twice.
      managedPrometheus: { enabled: false },
    },
    costManagementConfig: { enabled: true },
    // Google switched the scanner of running images off in July 2025; images are scanned in their registry.
    securityPostureConfig: { mode: "BASIC", vulnerabilityMode: "VULNERABILITY_DISABLED" },
  };
}
