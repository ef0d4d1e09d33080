import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { StackNamespaces } from "../../workloads/namespaces";
import { childName } from "../common/formerName";

export interface NamespacesArgs {
  readonly namespaces: StackNamespaces;
}

/** The namespaces of the stack. What lives in them depends on this component. */
export class Namespaces extends pulumi.ComponentResource {
  constructor(name: string, args: NamespacesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:cluster:Namespaces", name, {}, opts);
    const { created, shared } = args.namespaces;
    for (const [child, manifest] of Object.entries(created)) {
      new k8s.core.v1.Namespace(childName(name, "namespaces", child), manifest, { parent: this });
    }
    for (const [child, manifest] of Object.entries(shared)) {
      new k8s.core.v1.NamespacePatch(childName(name, "namespaces", child), manifest, { parent: this });
    }
    this.registerOutputs({});
  }
}
