import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { NodeExporterManifests } from "../../workloads/nodeExporter";

export interface NodeExporterArgs {
  readonly manifests: NodeExporterManifests;
}

/** Node exporter on every node; the agents find it by its annotations, so it needs no Service. */
export class NodeExporter extends pulumi.ComponentResource {
  constructor(name: string, args: NodeExporterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:metrics:NodeExporter", name, {}, opts);
    const { manifests } = args;
    const serviceAccount = new k8s.core.v1.ServiceAccount(name, manifests.serviceAccount, { parent: this });
    const priorityClass = manifests.priorityClass
      ? [new k8s.scheduling.v1.PriorityClass(name, manifests.priorityClass, { parent: this })]
      : [];
    new k8s.apps.v1.DaemonSet(name, manifests.daemonSet, {
      parent: this,
      // The pods refer to both by name, so the engine does not see the dependencies.
      dependsOn: [serviceAccount, ...priorityClass],
    });
    this.registerOutputs({});
  }
}
