/** The claim in a preview or an up: asks the cluster whether this stack's trace pipeline is active. */
import * as pulumi from "@pulumi/pulumi";
import { claimLease, foreseeClaim, type PipelineClaim } from "./claim";
import { PipelineClaimError } from "./claimError";
import { openLease } from "./kubernetesLease";

export interface ClaimRequest {
  /** Name of the holder, for messages. */
  readonly holder: string;
  readonly configMapName: pulumi.Output<string>;
  readonly configMapUid: pulumi.Output<string>;
  /** Kubeconfig of the cluster. Default: the Kubernetes provider's default. */
  readonly kubeconfig?: pulumi.Output<string>;
  /** Context in the kubeconfig. Default: its current one. */
  readonly context?: string;
}

/** Decides whether a pipeline is active in its cluster. */
export type ClaimTracePipeline = (request: ClaimRequest) => Promise<PipelineClaim>;

/** The claim in plans and tests, without a cluster. */
export const assumeActive: ClaimTracePipeline = () =>
  Promise.resolve({ state: "Active", assumed: "no cluster was asked" });

/** The claim as text of the stack's output. */
export function claimText(claim: PipelineClaim): string {
  if (claim.state === "Pending") return `Pending (held by ${claim.heldBy})`;
  return claim.assumed === undefined ? "Active" : `Active (assumed: ${claim.assumed})`;
}

const UP_TIMEOUT_SECONDS = 10;
/** A preview goes on without the answer. */
const PREVIEW_TIMEOUT_SECONDS = 4;
const FIRST_PAUSE_MILLISECONDS = 250;
const LONGEST_PAUSE_MILLISECONDS = 8000;

/** Backs off: all pauses of a claim together take 12 to 24 s, so that a short outage does not fail an up. */
function pause(attempt: number): Promise<void> {
  const longest = Math.min(FIRST_PAUSE_MILLISECONDS * 2 ** (attempt - 1), LONGEST_PAUSE_MILLISECONDS);
  // Jitter: concurrent claimants would otherwise collide again.
  return new Promise((resolve) => setTimeout(resolve, longest * (0.5 + Math.random() / 2)));
}

/** Members of an Output that the SDK's type does not declare. */
interface Settling<T> {
  readonly isKnown: Promise<boolean>;
  promise(): Promise<T>;
}

/** The value of an output, or undefined where only a later update will know it. Rejects where its resource failed. */
async function valueOf<T>(output: pulumi.Output<T>): Promise<T | undefined> {
  const settling = output as unknown as Settling<T>;
  const [value, isKnown] = await Promise.all([settling.promise(), settling.isKnown]);
  return isKnown ? value : undefined;
}

interface Values {
  readonly kubeconfig?: string;
  readonly configMapName?: string;
  readonly configMapUid?: string;
}

/** The values of a request; unknown ones are absent. */
async function valuesOf({ kubeconfig, configMapName, configMapUid }: ClaimRequest): Promise<Values> {
  const [text, name, uid] = await Promise.all([
    kubeconfig && valueOf(kubeconfig),
    valueOf(configMapName),
    valueOf(configMapUid),
  ]);
  return {
    ...(text !== undefined && { kubeconfig: text }),
    ...(name !== undefined && { configMapName: name }),
    ...(uid !== undefined && { configMapUid: uid }),
  };
}

async function foresee(request: ClaimRequest): Promise<PipelineClaim> {
  const { holder, context } = request;
  const { kubeconfig, configMapUid } = await valuesOf(request);
  if (request.kubeconfig && kubeconfig === undefined)
    return { state: "Active", assumed: "the cluster is not there yet" };
  try {
    const access = { timeoutSeconds: PREVIEW_TIMEOUT_SECONDS, ...(context !== undefined && { context }) };
    const api = await openLease({ ...access, ...(kubeconfig !== undefined && { kubeconfig }) });
    return await foreseeClaim(api, { holder, ...(configMapUid !== undefined && { configMapUid }) });
  } catch (error) {
    await pulumi.log.warn(new PipelineClaimError(error).message);
    return { state: "Active", assumed: "the cluster could not be asked" };
  }
}

async function claim(request: ClaimRequest): Promise<PipelineClaim> {
  const { holder, context } = request;
  const { kubeconfig, configMapName, configMapUid } = await valuesOf(request);
  if (configMapName === undefined || configMapUid === undefined || (request.kubeconfig && kubeconfig === undefined))
    throw new pulumi.RunError(
      `The update leaves out the ConfigMap of the trace pipeline, without which no trace pipeline can be active. Run it without --target.`,
    );
  try {
    const access = { timeoutSeconds: UP_TIMEOUT_SECONDS, ...(context !== undefined && { context }) };
    const api = await openLease({ ...access, ...(kubeconfig !== undefined && { kubeconfig }) });
    return await claimLease(api, { holder, configMapName, configMapUid }, pause);
  } catch (error) {
    throw new PipelineClaimError(error);
  }
}

/**
 * Claims the cluster's trace pipeline for this stack. A preview only reads, and where it cannot reach the cluster it
 * assumes that the pipeline becomes active, and says so.
 *
 * @throws PipelineClaimError where an up gets no result
 */
export const claimTracePipeline: ClaimTracePipeline = (request) =>
  pulumi.runtime.isDryRun() ? foresee(request) : claim(request);
