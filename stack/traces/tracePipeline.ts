/** The stack's trace pipeline, which claims the lease of the cluster's active pipeline. */
import * as pulumi from "@pulumi/pulumi";
import { TracePipeline } from "../../components/traces/TracePipeline";
import { clusterFacts } from "../../facts/cluster";
import type { PipelineClaim } from "../../lease/claim";
import { pipelineHolder } from "../../lease/holder";
import type { ClaimTracePipeline } from "../../lease/tracePipeline";
import type { StackInput } from "../../settings/load/load";
import type { TracingSettings } from "../../settings/schema/tracing";
import type { Cluster } from "../cluster";

/** A stack's trace pipeline and the result of its claim. */
export interface ClaimedPipeline {
  readonly pipeline: TracePipeline;
  readonly claim: PipelineClaim;
  /** Settings of the traces, if this pipeline is the active one; undefined while another is. */
  readonly activeTracing: TracingSettings | undefined;
}

export interface PipelineDependencies {
  readonly cluster: Cluster;
  readonly ask: ClaimTracePipeline;
}

/** Claims the lease and waits for the result. Undefined if no traces are configured. */
export async function claimPipeline(
  { settings }: StackInput,
  { cluster: { kubeconfig }, ask }: PipelineDependencies,
  options: pulumi.ComponentResourceOptions,
): Promise<ClaimedPipeline | undefined> {
  if (settings.tracing === undefined) return undefined;
  const { name, configMapName } = pipelineHolder(pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack());
  const { context } = clusterFacts(settings.cluster);
  const pipeline = new TracePipeline("trace-pipeline", { holder: name, configMapName }, options);
  const claim = await ask({
    holder: name,
    configMapName: pipeline.configMapName,
    configMapUid: pipeline.configMapUid,
    ...(kubeconfig && { kubeconfig }),
    ...(context !== undefined && { context }),
  });
  return { pipeline, claim, activeTracing: claim.state === "Active" ? settings.tracing : undefined };
}
