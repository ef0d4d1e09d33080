/** Controls of a benchmark: what a resource's properties have to say. */
import type { ResourceValidationPolicy } from "@pulumi/policy";
import type { Manifest } from "./reading";
import { resourcePolicy, type Description } from "../rule";

export const CLUSTER = "gcp:container/cluster:Cluster";
export const NODE_POOL = "gcp:container/nodePool:NodePool";

export interface Control {
  /** Id in the CIS GKE Benchmark 1.9.0; other editions count differently. Absent for what it does not ask for. */
  readonly cis?: string;
  /** What has to be so, as a sentence without a full stop. */
  readonly demand: string;
  readonly holds: (props: Manifest) => boolean;
}

/** A policy of controls by the type of resource that they concern. */
export function controlPolicy(
  description: Description,
  controlsByType: Readonly<Record<string, readonly Control[]>>,
): ResourceValidationPolicy {
  return resourcePolicy(
    description,
    Object.fromEntries(
      Object.entries(controlsByType).map(([type, controls]) => [
        type,
        (props: Manifest) =>
          controls
            .filter(({ holds }) => !holds(props))
            .map(({ cis, demand }) => `${cis === undefined ? "" : `CIS GKE ${cis}: `}${demand}.`),
      ]),
    ),
  );
}
