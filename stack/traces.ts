/** The wiring of a stack's traces: the pipeline that asks for the cluster's lease, and what only an active one has. */
import * as pulumi from "@pulumi/pulumi";
import { jaegerManifests } from "../workloads/jaeger/manifests";
import { jaegerInputs } from "../workloads/jaeger/input";
import type { RemoteWriteTarget } from "../collector/common/exporters";
import { gatewayConfig } from "../collector/gateway/config";
import { gatewayValues, samplerValues } from "../collector/gateway/values";
import { otlpPorts } from "../collector/common/servicePorts";
import { samplerConfig } from "../collector/sampler/config";
import { chartSource } from "../components/common/chartSource";
import type { RemoteWriteCredentials } from "../components/common/remoteWriteSecret";
import { TraceGateway } from "../components/TraceGateway";
import { TracePipeline } from "../components/TracePipeline";
import { Jaeger } from "../components/Jaeger";
import { clusterFacts } from "../facts/cluster";
import type { PipelineClaim } from "../lease/claim";
import { pipelineHolder } from "../lease/holder";
import type { ClaimTracePipeline } from "../lease/tracePipeline";
import { jaegerName } from "../contract/names";
import { collectorImage } from "../contract/images";
import type { Settings } from "../settings/schema/settings";
import type { TracingSettings } from "../settings/schema/tracing";
import type { Cluster } from "./cluster";

/** A stack's trace pipeline and what the cluster said to it. */
export interface ClaimedPipeline {
  readonly pipeline: TracePipeline;
  readonly claim: PipelineClaim;
}

/** The stack's trace pipeline, which waits for the cluster to say whether it is the active one. */
export async function claimPipeline(
  cluster: Settings["cluster"],
  { provider, kubeconfig }: Cluster,
  ask: ClaimTracePipeline,
): Promise<ClaimedPipeline> {
  const { name, configMapName } = pipelineHolder(pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack());
  const { context } = clusterFacts(cluster);
  const options = { providers: { kubernetes: provider } };
  const pipeline = new TracePipeline("trace-pipeline", { holder: name, configMapName }, options);
  const claim = await ask({
    holder: name,
    configMapName,
    configMapUid: pipeline.configMapUid,
    ...(kubeconfig && { kubeconfig }),
    ...(context !== undefined && { context }),
  });
  return { pipeline, claim };
}

/** Where the gateway writes the metrics of spans. */
export interface SpanMetricsStore {
  readonly remoteWrite: RemoteWriteTarget;
  readonly credentials?: RemoteWriteCredentials | undefined;
}

/** Endpoints of an active pipeline. */
export interface Traces {
  readonly gateway: TraceGateway;
  /** Base URL of the query page and API by team. */
  readonly queryEndpoints: Readonly<Record<string, pulumi.Output<string>>>;
}

/** Everything of traces that only the active pipeline of a cluster has: gateway, samplers, and each team's Jaeger. */
export function deployTraces(
  settings: Settings,
  tracing: TracingSettings,
  store: SpanMetricsStore,
  options: pulumi.ComponentResourceOptions,
): Traces {
  const { cluster, environment, agent } = settings;
  const input = {
    environment,
    clusterName: cluster.name,
    tracing,
    remoteWrite: store.remoteWrite,
    scrapeIntervalSeconds: agent.scrapeIntervalSeconds,
  };
  const backends = jaegerInputs(tracing, agent).map((jaeger) => {
    const backend = new Jaeger(
      jaegerName(jaeger.name),
      {
        team: jaeger.name,
        manifests: jaegerManifests(jaeger),
        deletionProtection: clusterFacts(cluster).deletionProtection,
      },
      options,
    );
    return [jaeger.name, backend.queryEndpoint] as const;
  });
  const gateway = gatewayConfig(input);
  const sampler = samplerConfig(input);
  return {
    gateway: new TraceGateway(
      "trace-gateway",
      {
        values: gatewayValues(gateway, tracing, collectorImage(settings.collectorImage)),
        samplerValues: sampler && samplerValues(sampler, tracing, collectorImage(settings.collectorImage)),
        chart: chartSource(settings.charts.collector),
        ports: otlpPorts(gateway),
        ...(tracing.spanMetrics && store.credentials && { remoteWriteCredentials: store.credentials }),
      },
      options,
    ),
    queryEndpoints: Object.fromEntries(backends),
  };
}
