/** Messages of failed claims. */
import * as pulumi from "@pulumi/pulumi";
import { NAMES, TRACE_PIPELINE_NAMESPACE } from "../contract/names";
import { PROJECT } from "../settings/schema/settings";
import { LeaseApiError, RecordGoneError } from "./claim";

const LEASE = `${TRACE_PIPELINE_NAMESPACE}/${NAMES.tracePipelineLease}`;

/** Permissions that a claim needs in the Lease's namespace; `docs/tracing.md` has them as a Role. */
const PERMISSIONS = `create, get and delete leases.coordination.k8s.io, and get configmaps, in namespace ${TRACE_PIPELINE_NAMESPACE}`;

function unusableKubeconfig(error: unknown): { rule: string; fix: string } {
  const rule = `the kubeconfig cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  // No program was found where the kubeconfig, or the PATH, says that it is.
  const { code, path: program } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" && program !== undefined)
    return { rule, fix: `Install ${program}, with which the kubeconfig signs in, and see that it is on the PATH.` };
  return {
    rule,
    fix: `Correct it. Of a cluster of kind existing, ${PROJECT}:cluster.context can name another of its contexts.`,
  };
}

function ruleAndFix(error: unknown): { rule: string; fix: string } {
  if (error instanceof RecordGoneError)
    return {
      rule: `ConfigMap ${TRACE_PIPELINE_NAMESPACE}/${error.configMapName}, by which this stack would hold it, was deleted from the cluster`,
      fix: 'Run "pulumi refresh" for this stack, and then up again.',
    };
  if (!(error instanceof LeaseApiError)) return unusableKubeconfig(error);
  const { status, request, message } = error;
  if (status === undefined)
    return {
      rule: `the cluster did not answer to "${request}": ${message}`,
      fix: "See that this machine reaches the cluster with its kubeconfig, and run up again.",
    };
  if (status === 401)
    return { rule: `the cluster did not accept the kubeconfig's credentials: ${message}`, fix: "Sign in again." };
  if (status === 403)
    return {
      rule: `the kubeconfig's user may not ${request}: ${message}`,
      fix: `Let that user ${PERMISSIONS}, or remove ${PROJECT}:tracing.`,
    };
  return {
    rule: `the cluster answered ${status} to "${request}": ${message}`,
    fix: "Run up again; if it stays so, the cluster's API server or an admission webhook is at fault.",
  };
}

/**
 * A claim without a result. The gateway was not changed; the update's other changes remain, and the next update continues
 * from there.
 */
export class PipelineClaimError extends pulumi.RunError {
  constructor(override readonly cause: unknown) {
    const { rule, fix } = ruleAndFix(cause);
    super(`${PROJECT}:tracing needs the lease ${LEASE} of the cluster, but ${rule}. ${fix}`);
  }
}
