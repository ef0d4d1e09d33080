/** Agents for ordinary nodes and for GPU nodes, which are scraped more often. Both write to a store elsewhere. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
  agentNames,
  agentParts,
  chartSource,
  collectorImage,
  NodeAgent,
  parseSettings,
  storeFacts,
} from "gke-telemetry";

const NAMESPACE = "telemetry";

const config = new pulumi.Config();
const url = config.require("remoteWriteUrl");
const bearerToken = config.requireSecret("remoteWriteToken");

const namespace = new k8s.core.v1.Namespace("telemetry", {
  metadata: { name: NAMESPACE, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
});

/**
 * The agents of a Helm release.
 *
 * @param agent what a stack file has under `agent`; everything else has its default
 */
function deployAgents(release: string, agent: Record<string, unknown>): NodeAgent {
  const settings = parseSettings(
    {
      environment: "staging",
      cluster: { kind: "existing", name: "shop" },
      metrics: { kind: "remote", url },
      agent,
    },
    ["remoteWriteBearerToken"],
  );
  const names = agentNames(release, NAMESPACE);
  const parts = agentParts(settings, {
    remoteWrite: { ...storeFacts(settings.metrics).write, authentication: "bearer" },
    image: collectorImage(settings.collectorImage),
    names,
  });
  return new NodeAgent(
    release,
    {
      ...parts,
      chart: chartSource(),
      remoteWriteSecret: { name: names.credentialsSecret, credentials: { bearerToken } },
    },
    { dependsOn: namespace },
  );
}

// No node has both labels: two agents of one node would both scrape its pods.
const ordinary = deployAgents("ordinary", { nodeSelector: { pool: "ordinary" } });
const gpu = deployAgents("gpu", {
  nodeSelector: { pool: "gpu" },
  scrapeIntervalSeconds: 10,
  scrapeTimeoutSeconds: 5,
});

export const ordinaryEndpoint = ordinary.otlpGrpcEndpoint;
export const gpuEndpoint = gpu.otlpGrpcEndpoint;
