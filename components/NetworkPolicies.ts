import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkPolicyManifest } from "../workloads/network/policies";

export interface NetworkPoliciesArgs {
  readonly manifests: readonly NetworkPolicyManifest[];
}

/** What may be connected to what in the stack's namespaces. */
export class NetworkPolicies extends pulumi.ComponentResource {
  constructor(name: string, args: NetworkPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:cluster:NetworkPolicies", name, {}, opts);
    for (const manifest of args.manifests) {
      const { metadata } = manifest;
      new k8s.networking.v1.NetworkPolicy(`${metadata.namespace}-${metadata.name}`, manifest, { parent: this });
    }
    this.registerOutputs({});
  }
}
