/** Asks the cluster of a plan what is there already, before anything is created. */
import type { ClusterAccess } from "../../lease/kubernetesLease";
import type { Plan } from "../plan/plan";
import { findingsOf } from "./checks/all";
import { openCluster, RequestError } from "../live/api";
import { readSnapshot } from "./cluster/read";
import type { Finding } from "./finding";
import { wantedOf } from "../live/wanted";

export interface PreflightReport {
  /** Name of the cluster in the settings. */
  readonly cluster: string;
  /** Why the cluster was not asked, as a sentence; absent where it has answered. */
  readonly skipped?: string;
  /** Version of its API server. */
  readonly version?: string;
  readonly nodes?: number;
  readonly findings: readonly Finding[];
  /** What could not be read, so that nothing is said about it. */
  readonly unseen: readonly string[];
}

const TIMEOUT_SECONDS = 15;

/** Why no cluster was asked. */
export function skippedReport(cluster: string, skipped: string): PreflightReport {
  return { cluster, skipped, findings: [], unseen: [] };
}

/**
 * Compares a plan with its cluster.
 *
 * @param own keys of the objects that the stack has already
 */
export async function preflight(
  plan: Plan,
  access: Omit<ClusterAccess, "timeoutSeconds">,
  own: ReadonlySet<string>,
): Promise<PreflightReport> {
  const wanted = wantedOf(plan);
  if (!wanted) return skippedReport("", "The settings have problems.");
  const cluster = wanted.settings.cluster.name;
  try {
    const api = await openCluster({ ...access, timeoutSeconds: TIMEOUT_SECONDS });
    const there = await readSnapshot(api, wanted, own);
    return {
      cluster,
      version: there.version,
      ...(there.nodes && { nodes: there.nodes.length }),
      findings: findingsOf(wanted, there),
      unseen: there.unseen,
    };
  } catch (error) {
    // The kubeconfig, the login program and the connection fail in many ways, and each has a message.
    const reason = error instanceof RequestError || error instanceof Error ? error.message : String(error);
    return skippedReport(cluster, `The cluster could not be asked: ${reason.split("\n")[0] ?? ""}`);
  }
}

/** Whether an update is refused. */
export function hasProblems({ findings }: PreflightReport): boolean {
  return findings.some(({ level }) => level === "problem");
}
