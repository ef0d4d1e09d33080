import assert from "node:assert/strict";
import { clusterArguments } from "../../gke/controlPlane";
import { gkeSettings } from "../harness/gkeSettings";

const office = { name: "office", cidr: "203.0.113.0/24" };
const cluster = (values: Record<string, unknown> = {}) => clusterArguments(gkeSettings(values), "test");

describe("control plane of a GKE cluster", () => {
  it("has the project, location and name of the settings", () => {
    const { project, location, name } = cluster();
    assert.deepEqual(
      { project, location, name },
      { project: "acme-test", location: "europe-west1-b", name: "telemetry-test" },
    );
  });

  it("removes the default pool", () => {
    assert.equal(cluster().removeDefaultNodePool, true);
    assert.equal(cluster().initialNodeCount, 1);
  });

  it("can be reached by its DNS endpoint, by Google's identities only", () => {
    assert.deepEqual(cluster().controlPlaneEndpointsConfig.dnsEndpointConfig, {
      allowExternalTraffic: true,
      enableK8sTokensViaDns: false,
      enableK8sCertsViaDns: false,
    });
  });

  it("has no IP endpoint when no network is authorised", () => {
    const args = cluster();
    assert.equal(args.controlPlaneEndpointsConfig.ipEndpointsConfig.enabled, false);
    assert.equal(args.privateClusterConfig.enablePrivateEndpoint, true);
    assert.ok(!("masterAuthorizedNetworksConfig" in args));
  });

  it("knows Gateways, which serve pages outside the cluster", () => {
    assert.deepEqual(cluster().gatewayApiConfig, { channel: "CHANNEL_STANDARD" });
  });

  it("opens the IP endpoint only to the authorised networks", () => {
    const args = cluster({ authorizedNetworks: [office] });
    assert.equal(args.controlPlaneEndpointsConfig.ipEndpointsConfig.enabled, true);
    assert.equal(args.privateClusterConfig.enablePrivateEndpoint, false);
    assert.deepEqual(args.masterAuthorizedNetworksConfig, {
      cidrBlocks: [{ cidrBlock: "203.0.113.0/24", displayName: "office" }],
      gcpPublicCidrsAccessEnabled: false,
      privateEndpointEnforcementEnabled: true,
    });
  });

  it("keeps the DNS endpoint when networks are authorised", () => {
    const args = cluster({ authorizedNetworks: [office] });
    assert.equal(args.controlPlaneEndpointsConfig.dnsEndpointConfig.allowExternalTraffic, true);
  });

  it("gives nodes private addresses", () => {
    assert.equal(cluster().privateClusterConfig.enablePrivateNodes, true);
  });

  it("is VPC-native, on the subnet's secondary ranges", () => {
    assert.equal(cluster().networkingMode, "VPC_NATIVE");
    assert.deepEqual(cluster().ipAllocationPolicy, {
      clusterSecondaryRangeName: "pods",
      servicesSecondaryRangeName: "services",
    });
  });

  it("runs Dataplane V2, with intranode visibility unless the settings say otherwise", () => {
    assert.equal(cluster().datapathProvider, "ADVANCED_DATAPATH");
    assert.equal(cluster().enableIntranodeVisibility, true);
    assert.equal(cluster({ intranodeVisibility: false }).enableIntranodeVisibility, false);
  });

  it("gives pods identities of the project's own pool", () => {
    assert.deepEqual(cluster({ project: "acme-other" }).workloadIdentityConfig, {
      workloadPool: "acme-other.svc.id.goog",
    });
  });

  it("issues no client certificate and has no attribute-based authorisation", () => {
    assert.deepEqual(cluster().masterAuth, { clientCertificateConfig: { issueClientCertificate: false } });
    assert.equal(cluster().enableLegacyAbac, false);
  });

  it("refuses roles for everyone who is signed in, and for everyone who is not", () => {
    assert.deepEqual(cluster().rbacBindingConfig, {
      enableInsecureBindingSystemAuthenticated: false,
      enableInsecureBindingSystemUnauthenticated: false,
    });
  });

  it("enforces the project's Binary Authorization policy", () => {
    assert.deepEqual(cluster().binaryAuthorization, { evaluationMode: "PROJECT_SINGLETON_POLICY_ENFORCE" });
  });

  it("requires shielded nodes, without the kubelet's read-only port", () => {
    assert.equal(cluster().enableShieldedNodes, true);
    assert.deepEqual(cluster().nodePoolDefaults, {
      nodeConfigDefaults: { insecureKubeletReadonlyPortEnabled: "FALSE" },
    });
  });

  it("is upgraded from its release channel, in its maintenance window", () => {
    const args = cluster({ releaseChannel: "STABLE", maintenanceStartTime: "22:30" });
    assert.deepEqual(args.releaseChannel, { channel: "STABLE" });
    assert.deepEqual(args.maintenancePolicy, { dailyMaintenanceWindow: { startTime: "22:30" } });
  });

  it("keeps the logs of pods and of system components, or of the latter alone", () => {
    assert.deepEqual(cluster().loggingConfig, { enableComponents: ["SYSTEM_COMPONENTS", "WORKLOADS"] });
    assert.deepEqual(cluster({ logs: "system" }).loggingConfig, { enableComponents: ["SYSTEM_COMPONENTS"] });
  });

  it("sends metrics of system components to Google Cloud, without Managed Prometheus", () => {
    assert.deepEqual(cluster().monitoringConfig, {
      enableComponents: ["SYSTEM_COMPONENTS"],
      managedPrometheus: { enabled: false },
    });
  });

  it("shows its security posture and its costs", () => {
    assert.equal(cluster().securityPostureConfig.mode, "BASIC");
    assert.deepEqual(cluster().costManagementConfig, { enabled: true });
  });

  it("is protected from deletion until the settings say otherwise", () => {
    assert.equal(cluster().deletionProtection, true);
    assert.equal(cluster({ deletionProtection: false }).deletionProtection, false);
  });

  it("carries the environment as a label", () => {
    assert.equal(cluster().resourceLabels.environment, "test");
  });

  it("is equal for equal settings", () => {
    const text = () => JSON.stringify(cluster({ authorizedNetworks: [office] }));
    assert.equal(text(), text());
  });
});
