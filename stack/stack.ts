/** The parts of a stack, in the order of their deployment. */
import { imageMirrorTransformation } from "../components/common/imageMirrorTransform";
import { ownMetadataTransformation } from "../components/common/ownMetadataTransform";
import { collectorImage as imageOf, mirrored } from "../contract/images";
import type { ClaimTracePipeline } from "../lease/tracePipeline";
import type { StackInput } from "../settings/load/load";
import { deployAgent } from "./agent";
import { deploySpanTls, stackAuthority } from "./certificates";
import { deployCluster } from "./cluster";
import { deployDemo } from "./demo";
import { deployGrafana } from "./grafana";
import { deployLogs } from "./logs/logs";
import { deployMesh } from "./traces/mesh";
import { deployMetrics } from "./metrics/store";
import { deployNamespaces, deployNetworkPolicies } from "./namespaces";
import { deployKubeStateMetrics } from "./metrics/kubeStateMetrics";
import { deployScraper } from "./metrics/scraper";
import { deployNodeExporter } from "./metrics/nodeExporter";
import { type StackOutputs, stackOutputs } from "./outputs";
import { addsNothing, ownMetadataOf } from "../workloads/ownMetadata";
import { claimPipeline } from "./traces/tracePipeline";
import { deployTraces } from "./traces/traces";

/**
 * Deploys the whole stack.
 *
 * Traces can be configured (`settings.tracing`) but not active (`activeTracing`), if another pipeline of the cluster
 * holds the lease. Each part states on which of the two it depends.
 *
 * @param ask asks whether the stack's trace pipeline is the active one of its cluster; not called without tracing
 */
export async function deployStack(input: StackInput, ask: ClaimTracePipeline): Promise<StackOutputs> {
  const { registry } = input.settings.images;
  const collectorImage = mirrored(imageOf(input.settings.collectorImage), registry);
  const cluster = deployCluster(input);
  const { provider } = cluster;
  const own = ownMetadataOf(input.settings, input.imagePullCredentials !== undefined);
  const transformations = [
    ...(addsNothing(own) ? [] : [ownMetadataTransformation(own)]),
    ...(registry === undefined ? [] : [imageMirrorTransformation(registry)]),
  ];
  const everywhere = { providers: { kubernetes: provider }, transformations };
  const namespaces = deployNamespaces(input, everywhere);
  const policies = deployNetworkPolicies(input, { ...everywhere, dependsOn: namespaces });
  // Objects can be created only in existing namespaces, and no pod is to run before its network policy.
  const options = { ...everywhere, dependsOn: [namespaces, policies] };
  const authority = stackAuthority(input);
  const store = deployMetrics(input, { authority }, options);
  deployNodeExporter(input, options);
  deployKubeStateMetrics(input, options);
  const logs = deployLogs(input, { authority, collectorImage }, options);

  // The parts above are deployed while the claim waits, and they remain if the claim fails.
  const claimed = await claimPipeline(input, { cluster, ask }, everywhere);
  const activeTracing = claimed?.activeTracing;
  const spanTls = deploySpanTls(input, { authority, activeTracing }, options);
  const agent = deployAgent(input, { store, activeTracing, spanTls, collectorImage }, options);
  deployScraper(input, { store, collectorImage }, options);
  const grafana = deployGrafana(input, { store, logs, activeTracing }, options);
  // On deletion, the gateway is deleted before the pipeline and its lease, so that no other pipeline is active earlier.
  const afterPipeline = { ...options, dependsOn: [...options.dependsOn, ...(claimed ? [claimed.pipeline] : [])] };
  const traces = deployTraces(input, { store, activeTracing, spanTls, collectorImage }, afterPipeline);
  deployMesh(input, { provider, transformations, dependsOn: namespaces });
  deployDemo(input, { activeTracing, collectorImage }, options);
  return stackOutputs({ settings: input.settings, cluster, store, agent, grafana, claimed, traces, logs });
}
