import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkPolicyManifest } from "../../workloads/network/policies";
import { childName } from "../common/formerName";

export interface NetworkPoliciesArgs {
  readonly manifests: readonly NetworkPolicyManifest[];
}

/** The network policies of the stack's namespaces. */
export class NetworkPolicies extends pulumi.ComponentResource {
  constructor(name: string, args: NetworkPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:cluster:NetworkPolicies", name, {}, opts);
    for (const manifest of args.manifests) {
      const { metadata } = manifest;
      const policy = childName(name, "network-policies", `${metadata.namespace}-${metadata.name}`);
      new k8s.networking.v1.NetworkPolicy(policy, manifest, { parent: this });
    }
    this.registerOutputs({});
  }
}
