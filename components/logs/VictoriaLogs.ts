import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { victoriaLogsUrl } from "../../contract/endpoints";
import { LOG_STORE_STARTUP_SECONDS, type VictoriaLogsManifests } from "../../workloads/victoriaLogs/manifests";
import type { SecretFiles } from "../common/secretFiles";

export interface VictoriaLogsArgs {
  readonly manifests: VictoriaLogsManifests;
  /** Content of the Secret that the pod mounts: certificate and password. */
  readonly webFiles: SecretFiles;
  /** Refuse to delete the volume with the logs, and so the stack, until this is false. */
  readonly deletionProtection: boolean;
}

/**
 * VictoriaLogs in the cluster.
 *
 * The volume is a resource of the stack: `pulumi destroy` deletes it with everything else, unless
 * `deletionProtection` makes the engine refuse before it has deleted anything.
 */
export class VictoriaLogs extends pulumi.ComponentResource {
  /** Base URL, within the cluster. */
  readonly endpoint: pulumi.Output<string>;

  constructor(name: string, args: VictoriaLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:logs:VictoriaLogs", name, {}, opts);
    const { manifests } = args;
    const own = { parent: this };
    const { metadata } = manifests.service;
    const serviceAccount = new k8s.core.v1.ServiceAccount(name, manifests.serviceAccount, own);
    const secret = new k8s.core.v1.Secret(
      `${name}-web`,
      { metadata: { ...metadata, name: manifests.webSecretName }, type: "Opaque", stringData: args.webFiles },
      own,
    );
    const volume = new k8s.core.v1.PersistentVolumeClaim(`${name}-data`, manifests.persistentVolumeClaim, {
      ...own,
      protect: args.deletionProtection,
    });
    const statefulSet = new k8s.apps.v1.StatefulSet(name, manifests.statefulSet, {
      ...own,
      // Its pod names them, which the engine does not see. The claim also has to be known to wait for its first
      // consumer before there is one, or the engine waits for a state that has passed.
      dependsOn: [serviceAccount, secret, volume],
      customTimeouts: { create: `${LOG_STORE_STARTUP_SECONDS}s`, update: `${LOG_STORE_STARTUP_SECONDS}s` },
    });
    // A Service counts as created once it has an endpoint, which only the pod can give it.
    new k8s.core.v1.Service(name, manifests.service, { ...own, dependsOn: statefulSet });
    this.endpoint = pulumi.output(victoriaLogsUrl(metadata));
    this.registerOutputs({ endpoint: this.endpoint });
  }
}
