import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { NamespaceManifest } from "../../workloads/namespaces";
import { childName } from "../common/formerName";

export interface NamespacesArgs {
  readonly manifests: readonly NamespaceManifest[];
}

/** The namespaces of the stack. What lives in them depends on this component. */
export class Namespaces extends pulumi.ComponentResource {
  constructor(name: string, args: NamespacesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:cluster:Namespaces", name, {}, opts);
    for (const manifest of args.manifests) {
      new k8s.core.v1.Namespace(childName(name, "namespaces", manifest.metadata.name), manifest, { parent: this });
    }
    this.registerOutputs({});
  }
}
