/** Controls of the CIS GKE Benchmark, as checks of a resource's properties. */
import type { ResourceValidationPolicy } from "@pulumi/policy";
import type { Manifest } from "./reading";
import { resourcePolicy, type Description } from "../rule";

export const CLUSTER = "gcp:container/cluster:Cluster";
export const NODE_POOL = "gcp:container/nodePool:NodePool";

export interface Control {
  /** Id in the CIS GKE Benchmark 1.9.0; other editions number differently. Absent where the benchmark has no such control. */
  readonly cis?: string;
  /** The requirement, as a sentence without a full stop. */
  readonly demand: string;
  readonly holds: (props: Manifest) => boolean;
}

/** A policy made of controls, by type of resource. */
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
