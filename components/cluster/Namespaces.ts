import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { imagePullSecret } from "../../workloads/ownMetadata";
import type { StackNamespaces } from "../../workloads/namespaces";
import { childName } from "../common/formerName";

export interface NamespacesArgs {
  readonly namespaces: StackNamespaces;
  /** Content of a Docker configuration file, for a Secret in each of them. Default: none, and no Secret. */
  readonly imagePullCredentials?: pulumi.Output<string>;
}

/** The namespaces of the stack. What lives in them depends on this component. */
export class Namespaces extends pulumi.ComponentResource {
  constructor(name: string, args: NamespacesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:cluster:Namespaces", name, {}, opts);
    const { created, shared } = args.namespaces;
    const parent = { parent: this };
    const pullSecret = (namespace: string, dependsOn: pulumi.Resource) => {
      const { imagePullCredentials: content } = args;
      if (content === undefined) return;
      const manifest = imagePullSecret(namespace);
      const child = childName(name, "namespaces", `${namespace}-${manifest.metadata.name}`);
      new k8s.core.v1.Secret(
        child,
        { ...manifest, stringData: { ".dockerconfigjson": content } },
        { ...parent, dependsOn },
      );
    };
    for (const [child, manifest] of Object.entries(created)) {
      pullSecret(
        manifest.metadata.name,
        new k8s.core.v1.Namespace(childName(name, "namespaces", child), manifest, parent),
      );
    }
    for (const [child, manifest] of Object.entries(shared)) {
      pullSecret(
        manifest.metadata.name,
        new k8s.core.v1.NamespacePatch(childName(name, "namespaces", child), manifest, parent),
      );
    }
    this.registerOutputs({});
  }
}
