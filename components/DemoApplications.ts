import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { DemoManifests } from "../workloads/demo";
import { childName } from "./common/formerName";

export interface DemoApplicationsArgs {
  readonly applications: readonly DemoManifests[];
}

/** The demo applications. */
export class DemoApplications extends pulumi.ComponentResource {
  constructor(name: string, args: DemoApplicationsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:demo:DemoApplications", name, {}, opts);
    for (const application of args.applications) this.createApplication(name, application);
    this.registerOutputs({});
  }

  private createApplication(component: string, { serviceAccount, deployment, service }: DemoManifests): void {
    const name = childName(component, "demo", deployment.metadata.name);
    const account = new k8s.core.v1.ServiceAccount(name, serviceAccount, { parent: this });
    const workload = new k8s.apps.v1.Deployment(name, deployment, {
      parent: this,
      // The pods refer to the account by name, so the engine does not see the dependency.
      dependsOn: account,
    });
    // The engine waits until a Service has an endpoint, for which the pod has to be ready.
    new k8s.core.v1.Service(name, service, { parent: this, dependsOn: workload });
  }
}
