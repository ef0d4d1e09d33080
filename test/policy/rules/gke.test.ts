import assert from "node:assert/strict";
import { findingsOf, type RegisteredResource } from "../../../policy/run";
import { propertiesOf } from "../../../policy/levels";
import type { Policy } from "../../../policy/policies";
import { deletionProtection } from "../../../policy/rules/gke/deletionProtection";
import { gkeAccess } from "../../../policy/rules/gke/gkeAccess";
import { gkeGroups } from "../../../policy/rules/gke/gkeGroups";
import { gkeNetwork } from "../../../policy/rules/gke/gkeNetwork";
import { gkeNodeRoles } from "../../../policy/rules/gke/gkeNodeRoles";
import { gkeNodes } from "../../../policy/rules/gke/gkeNodes";
import { gkeOperations } from "../../../policy/rules/gke/gkeOperations";
import { gkeOwnKeys } from "../../../policy/rules/gke/gkeOwnKeys";
import { resource } from "../resources";

const CLUSTER = "gcp:container/cluster:Cluster";
const NODE_POOL = "gcp:container/nodePool:NodePool";

const messages = (policy: Policy, ...resources: RegisteredResource[]) =>
  findingsOf(policy, resources, propertiesOf(policy, {})).map(({ message }) => message);
const ids = (policy: Policy, ...resources: RegisteredResource[]) =>
  messages(policy, ...resources).map((message) => /^CIS GKE ([^:]+)/.exec(message)?.[1] ?? "none");
const cluster = (inputs: Record<string, unknown>) => resource(CLUSTER, "cluster", inputs);

const NODE_CONFIG = {
  imageType: "cos_containerd",
  kubeletConfig: { insecureKubeletReadonlyPortEnabled: "FALSE" },
  metadata: { "disable-legacy-endpoints": "true" },
  serviceAccount: "nodes@p.iam.gserviceaccount.com",
  shieldedInstanceConfig: { enableIntegrityMonitoring: true, enableSecureBoot: true },
  workloadMetadataConfig: { mode: "GKE_METADATA" },
};
const POOL = {
  nodeConfig: NODE_CONFIG,
  management: { autoRepair: true, autoUpgrade: true },
  networkConfig: { enablePrivateNodes: true },
};
const NETWORK = {
  enableIntranodeVisibility: true,
  networkingMode: "VPC_NATIVE",
  controlPlaneEndpointsConfig: { ipEndpointsConfig: { enabled: false } },
  privateClusterConfig: { enablePrivateEndpoint: true, enablePrivateNodes: true },
  datapathProvider: "ADVANCED_DATAPATH",
};

describe("policies about GKE", () => {
  it("know every control of a bare cluster and pool by its id", () => {
    const bare = [cluster({}), resource(NODE_POOL, "nodes", {})];
    const nodes = ["5.2.1", "5.4.1", "5.4.1", "5.5.1", "5.5.6", "5.5.7", "none"];
    assert.deepEqual(ids(gkeNodes, ...bare), [...nodes, ...nodes, "5.5.2", "5.5.3", "5.6.5"]);
    assert.deepEqual(ids(gkeNetwork, ...bare), ["5.6.1", "5.6.2", "5.6.3", "5.6.4", "5.6.5", "4.3.1"]);
    const everyone = "4.1.8 to 4.1.10";
    assert.deepEqual(ids(gkeAccess, ...bare), ["5.2.2", "5.8.1", "5.8.3", everyone, everyone]);
    assert.deepEqual(ids(gkeOperations, ...bare), ["5.1.4", "5.5.4", "5.5.5", "5.7.1", "5.7.1", "5.10.4"]);
    assert.deepEqual(ids(gkeOwnKeys, ...bare), ["5.3.1", "5.9.1"]);
    assert.deepEqual(ids(gkeGroups, ...bare), ["5.8.2"]);
  });

  it("are silent about a hardened pool and network", () => {
    assert.deepEqual(messages(gkeNodes, cluster({ nodeConfig: NODE_CONFIG }), resource(NODE_POOL, "n", POOL)), []);
    assert.deepEqual(messages(gkeNetwork, cluster(NETWORK)), []);
  });

  it("are silent where keys and groups are one's own", () => {
    const databaseEncryption = { state: "ENCRYPTED", keyName: "key" };
    const own = cluster({
      databaseEncryption,
      authenticatorGroupsConfig: { securityGroup: "gke-security-groups@a.b" },
    });
    const pool = resource(NODE_POOL, "n", { nodeConfig: { bootDiskKmsKey: "key" } });
    assert.deepEqual([...messages(gkeOwnKeys, own, pool), ...messages(gkeGroups, own)], []);
  });

  it("refuse Compute Engine's default account", () => {
    for (const serviceAccount of ["default", "1-compute@developer.gserviceaccount.com"])
      assert.deepEqual(ids(gkeNodes, cluster({ nodeConfig: { ...NODE_CONFIG, serviceAccount } })), ["5.2.1"]);
  });

  it("take an IP endpoint for authorised ranges, but not for everyone or for Google's customers", () => {
    const open = {
      ...NETWORK,
      controlPlaneEndpointsConfig: { ipEndpointsConfig: { enabled: true } },
      privateClusterConfig: { enablePrivateEndpoint: false, enablePrivateNodes: true },
    };
    const limited = (cidrBlock: string, gcpPublicCidrsAccessEnabled: boolean) =>
      cluster({
        ...open,
        masterAuthorizedNetworksConfig: { cidrBlocks: [{ cidrBlock }], gcpPublicCidrsAccessEnabled },
      });
    assert.deepEqual(ids(gkeNetwork, limited("192.0.2.0/24", false)), []);
    for (const bad of [cluster(open), limited("0.0.0.0/0", false), limited("192.0.2.0/24", true)])
      assert.deepEqual(ids(gkeNetwork, bad), ["5.6.3", "5.6.4"]);
  });

  it("want flow logs of subnets, and no subnets that nobody asked for", () => {
    const subnet = (inputs: Record<string, unknown>) => resource("gcp:compute/subnetwork:Subnetwork", "s", inputs);
    assert.deepEqual(ids(gkeNetwork, subnet({ logConfig: { flowSampling: 0.5 } }), subnet({})), ["5.6.1"]);
    assert.deepEqual(ids(gkeNetwork, resource("gcp:compute/network:Network", "n", {})), ["5.6.6"]);
  });

  it("refuse wide roles in the project", () => {
    const member = (role: string) => resource("gcp:projects/iAMMember:IAMMember", "m", { role });
    assert.deepEqual(messages(gkeNodeRoles, member("roles/container.defaultNodeServiceAccount")), []);
    for (const role of ["roles/owner", "roles/editor", "roles/container.admin", "roles/iam.serviceAccountAdmin"])
      assert.equal(messages(gkeNodeRoles, member(role)).length, 1, role);
  });

  it("refuse any right to a repository's images but to read them, and everyone", () => {
    const reader = (inputs: Record<string, unknown>) =>
      resource("gcp:artifactregistry/repositoryIamMember:RepositoryIamMember", "r", {
        role: "roles/artifactregistry.reader",
        member: "serviceAccount:nodes@acme-test.iam.gserviceaccount.com",
        ...inputs,
      });
    assert.deepEqual(ids(gkeNodeRoles, reader({})), []);
    assert.deepEqual(ids(gkeNodeRoles, reader({ role: "roles/artifactregistry.writer" })), ["5.1.3"]);
    for (const member of ["allUsers", "allAuthenticatedUsers"])
      assert.deepEqual(ids(gkeNodeRoles, reader({ member })), ["5.1.2"]);
  });
});

describe("deletion-protection", () => {
  const CLAIM = "kubernetes:core/v1:PersistentVolumeClaim";
  const stack = (environment: string, on: boolean) => [
    cluster({ resourceLabels: { environment }, deletionProtection: on }),
    resource(CLAIM, "data", {}, on),
  ];

  it("asks for it in prod, of cluster and volumes", () => {
    assert.deepEqual(messages(deletionProtection, ...stack("prod", true)), []);
    for (const environment of ["prod", "production", "prod-eu"])
      assert.equal(messages(deletionProtection, ...stack(environment, false)).length, 2, environment);
  });

  it("leaves other environments alone", () => {
    for (const environment of ["dev", "reproduction"])
      assert.deepEqual(messages(deletionProtection, ...stack(environment, false)), [], environment);
  });
});
