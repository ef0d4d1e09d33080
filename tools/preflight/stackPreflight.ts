/** The preflight of a stack: with the engine's state of it, and the way to its cluster. */
import type { Stack } from "@pulumi/pulumi/automation";
import type { Settings } from "../../settings/schema/settings";
import type { Plan } from "../plan/plan";
import { preflight, type PreflightReport, skippedReport } from "./preflight";
import { stackState } from "../live/stackState";
import { wantedOf } from "../live/wanted";
import { kindsOfNewCluster } from "./checks/versions";

/** @param stack the engine's stack; undefined for one that does not exist yet */
export async function preflightOf(plan: Plan, settings: Settings, stack: Stack | undefined): Promise<PreflightReport> {
  const { own, access } = await stackState(stack, settings);
  if (!access) {
    const wanted = wantedOf(plan);
    const skipped = skippedReport(settings.cluster.name, "The stack creates it, and has not yet.");
    return { ...skipped, findings: wanted ? kindsOfNewCluster(wanted) : [] };
  }
  return preflight(plan, access, own);
}
