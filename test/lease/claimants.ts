/** Pipelines that claim the lease of a fake cluster. */
import { claimLease, type Claimant, type LeaseApi, type PipelineClaim } from "../../lease/claim";
import type { FakeCluster } from "./fakeCluster";

export const ACTIVE: PipelineClaim = { state: "Active" };
const atOnce = () => Promise.resolve();
/** A claim that does not pause before another attempt. */
export const claim = (api: LeaseApi, claimant: Claimant) => claimLease(api, claimant, atOnce);

/** A pipeline with its ConfigMap in the cluster. */
export function pipeline(cluster: FakeCluster, holder: string): Claimant {
  const configMapName = `trace-pipeline-${holder.replace("/", "-")}`;
  return { holder, configMapName, configMapUid: cluster.createConfigMap(configMapName) };
}
