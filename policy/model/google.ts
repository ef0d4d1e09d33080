/** The resources of Google Cloud: the cluster, its network and its nodes' account. Add a line for a further argument. */
import {
  allOf,
  anything,
  demand,
  items,
  listOf,
  mapOf,
  numberIn,
  oneOf,
  positive,
  type Shape,
} from "../evidence/shape";
import { UNKNOWN } from "../../contract/placeholders";
import { textAt } from "../evidence/reading";
import { entry, type Entry } from "./model";

const NAME = /[a-z][a-z0-9-]*/;
const PROJECT = /[a-z0-9.:-]+/;
const LOCATION = /[a-z]+-[a-z]+\d+(-[a-z])?/;
/** A range of addresses that is no wider than /8 (IPv4) or /16 (IPv6). */
const RANGE = demand("has to be a range of at most /8 (IPv4) or /16 (IPv6)", (value) => {
  const [, address = "", prefix = "-1"] = /^([0-9a-fA-F.:]+)\/(\d+)$/.exec(String(value)) ?? [];
  return Number(prefix) >= (address.includes(":") ? 16 : 8);
});
/** A reference to another resource: unknown before it exists, and a path afterwards. */
const REFERENCE = demand(
  "has to be a resource of the stack",
  (value) => value === UNKNOWN || /\/|@|^[a-z0-9-]*telemetry/.test(String(value)),
);

/** Those of the stack, and any that somebody adds for bills and inventories. */
const LABELS: Shape = allOf(
  mapOf(/[a-z][a-z0-9_-]{0,62}/, /[a-z0-9_.-]{0,63}/),
  demand(
    "have to name cluster, environment and gke-telemetry",
    (labels) =>
      textAt(labels, "cluster") !== "" &&
      textAt(labels, "environment") !== "" &&
      textAt(labels, "managed-by") === "gke-telemetry",
  ),
);

/** A node: Google's system, its own account, no key and no script. */
const NODE: Shape = {
  diskSizeGb: positive,
  "diskType?": /pd-(standard|balanced|ssd)|hyperdisk-balanced/,
  imageType: /COS_CONTAINERD/i,
  kubeletConfig: { insecureKubeletReadonlyPortEnabled: "FALSE" },
  machineType: /[a-z0-9-]+/,
  metadata: { "disable-legacy-endpoints": "true" },
  oauthScopes: ["https://www.googleapis.com/auth/cloud-platform"],
  resourceLabels: LABELS,
  serviceAccount: demand(
    "has to be the nodes' own account",
    (value) => value === UNKNOWN || /@.+\.iam\.gserviceaccount\.com$/.test(String(value)),
  ),
  shieldedInstanceConfig: { enableIntegrityMonitoring: true, enableSecureBoot: true },
  "spot?": oneOf(true, false),
  workloadMetadataConfig: { mode: "GKE_METADATA" },
  "bootDiskKmsKey?": /.+/,
};

const CLUSTER: Shape = {
  binaryAuthorization: { evaluationMode: "PROJECT_SINGLETON_POLICY_ENFORCE" },
  controlPlaneEndpointsConfig: {
    dnsEndpointConfig: {
      allowExternalTraffic: oneOf(true, false),
      enableK8sCertsViaDns: false,
      enableK8sTokensViaDns: false,
    },
    ipEndpointsConfig: { enabled: oneOf(true, false) },
  },
  "costManagementConfig?": { enabled: oneOf(true, false) },
  datapathProvider: "ADVANCED_DATAPATH",
  deletionProtection: oneOf(true, false),
  "description?": /.*/,
  enableIntranodeVisibility: oneOf(true, false),
  enableLegacyAbac: false,
  enableShieldedNodes: true,
  initialNodeCount: 1,
  ipAllocationPolicy: { clusterSecondaryRangeName: "pods", servicesSecondaryRangeName: "services" },
  location: LOCATION,
  loggingConfig: { enableComponents: listOf(/[A-Z_]+/, 1) },
  maintenancePolicy: { dailyMaintenanceWindow: { startTime: /\d\d:\d\d/ } },
  masterAuth: { clientCertificateConfig: { issueClientCertificate: false } },
  "masterAuthorizedNetworksConfig?": {
    cidrBlocks: listOf({ cidrBlock: RANGE, displayName: /.+/ }),
    gcpPublicCidrsAccessEnabled: false,
    privateEndpointEnforcementEnabled: true,
  },
  monitoringConfig: { enableComponents: listOf(/[A-Z_]+/, 1), managedPrometheus: { enabled: false } },
  name: NAME,
  network: REFERENCE,
  networkingMode: "VPC_NATIVE",
  nodeConfig: NODE,
  nodePoolDefaults: {
    nodeConfigDefaults: { insecureKubeletReadonlyPortEnabled: "FALSE", "loggingVariant?": /[A-Z_]+/ },
  },
  privateClusterConfig: { enablePrivateEndpoint: oneOf(true, false), enablePrivateNodes: true },
  project: PROJECT,
  rbacBindingConfig: {
    enableInsecureBindingSystemAuthenticated: false,
    enableInsecureBindingSystemUnauthenticated: false,
  },
  releaseChannel: { channel: /RAPID|REGULAR|STABLE|EXTENDED/ },
  removeDefaultNodePool: true,
  resourceLabels: LABELS,
  securityPostureConfig: { mode: /BASIC|ENTERPRISE/, vulnerabilityMode: /VULNERABILITY_(DISABLED|BASIC|ENTERPRISE)/ },
  subnetwork: REFERENCE,
  workloadIdentityConfig: { workloadPool: /[a-z0-9.:-]+\.svc\.id\.goog/ },
  "databaseEncryption?": { state: "ENCRYPTED", keyName: /.+/ },
  "authenticatorGroupsConfig?": { securityGroup: /gke-security-groups@.+/ },
  "gatewayApiConfig?": { channel: /CHANNEL_(STANDARD|DISABLED)/ },
};

const workloadPool = demand("has to have the workload pool of its own project", (value) => {
  const { project, workloadIdentityConfig } = value as {
    project: string;
    workloadIdentityConfig: { workloadPool: string };
  };
  return workloadIdentityConfig.workloadPool === `${project}.svc.id.goog`;
});

const POOL: Shape = {
  autoscaling: oneOf(
    { minNodeCount: numberIn(0), maxNodeCount: positive, "locationPolicy?": /BALANCED|ANY/ },
    { totalMinNodeCount: numberIn(0), totalMaxNodeCount: positive, "locationPolicy?": /BALANCED|ANY/ },
  ),
  cluster: NAME,
  initialNodeCount: numberIn(0),
  location: LOCATION,
  "nodeLocations?": listOf(LOCATION),
  management: { autoRepair: true, autoUpgrade: true },
  networkConfig: { enablePrivateNodes: true },
  nodeConfig: NODE,
  project: PROJECT,
  upgradeSettings: oneOf(
    { strategy: "SURGE", maxSurge: positive, maxUnavailable: 0 },
    { strategy: "SURGE", maxSurge: numberIn(0), maxUnavailable: 1 },
  ),
};

const ATTESTED: Shape = {
  cluster: /[a-z0-9-]+\.[a-z0-9-]+/,
  enforcementMode: /ENFORCED_BLOCK_AND_AUDIT_LOG|DRYRUN_AUDIT_LOG_ONLY/,
  evaluationMode: "REQUIRE_ATTESTATION",
  requireAttestationsBies: listOf(/projects\/[^/]+\/attestors\/[^/]+/, 1),
};

/** Images of a registry and a path: `*` only after a path, never for everything. */
const IMAGE_PATTERN =
  /[a-z0-9.-]+\.[a-z]{2,}(:\d+)?(\/[\w.-]+)+([:@/][\w.:-]*)?\*?|[a-z0-9.-]+\.[a-z]{2,}(\/[\w.-]+)+\/\*/;

const MEMBER = demand(
  "has to be the nodes' own account",
  (value) => value === UNKNOWN || /^serviceAccount:[a-z0-9-]+@.+\.iam\.gserviceaccount\.com$/.test(String(value)),
);

/** By type and logical name. */
export const GOOGLE: readonly Entry[] = [
  entry("gcp:container/cluster:Cluster", "cluster", allOf(CLUSTER, workloadPool)),
  entry("gcp:container/nodePool:NodePool", /cluster-[a-z0-9-]+/, POOL),
  entry("gcp:projects/iAMMember:IAMMember", "cluster-nodes", {
    member: MEMBER,
    project: PROJECT,
    role: "roles/container.defaultNodeServiceAccount",
  }),
  entry("gcp:serviceaccount/account:Account", "cluster-nodes", {
    accountId: NAME,
    displayName: /.+/,
    project: PROJECT,
  }),
  entry("gcp:artifactregistry/repository:Repository", "cluster-images", {
    "deletionPolicy?": /.+/,
    description: /.+/,
    dockerConfig: { immutableTags: true },
    format: "DOCKER",
    labels: LABELS,
    location: LOCATION,
    mode: "STANDARD_REPOSITORY",
    project: PROJECT,
    repositoryId: NAME,
    "vulnerabilityScanningConfig?": anything,
  }),
  entry("gcp:artifactregistry/repositoryIamMember:RepositoryIamMember", "cluster-image-reader", {
    location: LOCATION,
    member: MEMBER,
    project: PROJECT,
    repository: NAME,
    role: "roles/artifactregistry.reader",
  }),
  entry("gcp:binaryauthorization/policy:Policy", "cluster-images", {
    admissionWhitelistPatterns: listOf({ namePattern: IMAGE_PATTERN }),
    clusterAdmissionRules: listOf(ATTESTED, 1),
    defaultAdmissionRule: {
      enforcementMode: "ENFORCED_BLOCK_AND_AUDIT_LOG",
      evaluationMode: /ALWAYS_ALLOW|ALWAYS_DENY/,
    },
    "description?": /.+/,
    globalPolicyEvaluationMode: "ENABLE",
    project: PROJECT,
  }),
  entry("gcp:compute/network:Network", NAME, { autoCreateSubnetworks: false, "description?": /.+/, project: PROJECT }),
  entry("gcp:compute/router:Router", NAME, {
    "description?": /.+/,
    network: REFERENCE,
    project: PROJECT,
    region: LOCATION,
  }),
  entry("gcp:compute/routerNat:RouterNat", NAME, {
    enableDynamicPortAllocation: true,
    enableEndpointIndependentMapping: false,
    "minPortsPerVm?": positive,
    logConfig: { enable: true, filter: /ERRORS_ONLY|ALL|TRANSLATIONS_ONLY/ },
    natIpAllocateOption: "AUTO_ONLY",
    project: PROJECT,
    region: LOCATION,
    router: REFERENCE,
    sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES",
  }),
  entry("gcp:compute/subnetwork:Subnetwork", NAME, {
    "description?": /.+/,
    ipCidrRange: RANGE,
    logConfig: { aggregationInterval: /INTERVAL_\w+/, flowSampling: numberIn(0.01, 1), metadata: /[A-Z_]+/ },
    network: REFERENCE,
    privateIpGoogleAccess: true,
    project: PROJECT,
    region: LOCATION,
    secondaryIpRanges: items([
      { ipCidrRange: RANGE, rangeName: "pods" },
      { ipCidrRange: RANGE, rangeName: "services" },
    ]),
  }),
  entry("pulumi:providers:kubernetes", "cluster", {
    "kubeconfig?": anything,
    "context?": /.+/,
    "cluster?": /.+/,
    "enableConfigMapMutable?": "true",
    "enableSecretMutable?": "true",
    "enableServerSideApply?": "true",
    "deleteUnreachable?": "true",
    "helmReleaseSettings?": anything,
    "version?": /[\w.-]+/,
  }),
];
