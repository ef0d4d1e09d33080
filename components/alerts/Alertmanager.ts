import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { alertmanagerUrl } from "../../contract/endpoints";
import type { AlertmanagerManifests } from "../../workloads/alertmanager/manifests";
import type { SecretFiles } from "../common/secretFiles";

export interface AlertmanagerArgs {
  readonly manifests: AlertmanagerManifests;
  /** Content of the Secret that the pods mount, by file name: certificate, users and the probes' credentials. */
  readonly webFiles: SecretFiles;
  /** Secrets of receivers, by the receivers' names. */
  readonly receiverSecrets: SecretFiles;
}

/** Alertmanager in the cluster, which tells people of alerts. Its volumes are deleted with it. */
export class Alertmanager extends pulumi.ComponentResource {
  /** Base URL of Alertmanager, within the cluster. */
  readonly endpoint: pulumi.Output<string>;

  constructor(name: string, args: AlertmanagerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:alerts:Alertmanager", name, {}, opts);
    const { manifests } = args;
    const own = { parent: this };
    const { secretNames, disruptionBudget } = manifests;
    const secret = (part: string, secretName: string, stringData: SecretFiles) =>
      new k8s.core.v1.Secret(
        `${name}-${part}`,
        { metadata: { ...manifests.service.metadata, name: secretName }, type: "Opaque", stringData },
        own,
      );
    const mounted = [
      new k8s.core.v1.ServiceAccount(name, manifests.serviceAccount, own),
      new k8s.core.v1.ConfigMap(`${name}-config`, manifests.configMap, own),
      secret("web", secretNames.web, args.webFiles),
      ...(secretNames.receivers === undefined
        ? []
        : [secret("receivers", secretNames.receivers, args.receiverSecrets)]),
    ];
    // Without an address of its own it waits for no endpoint, and the pods get their names from it.
    const peers = new k8s.core.v1.Service(`${name}-peers`, manifests.peersService, own);
    const statefulSet = new k8s.apps.v1.StatefulSet(name, manifests.statefulSet, {
      ...own,
      // Its pods name them, which the engine does not see.
      dependsOn: [...mounted, peers],
    });
    // A Service counts as created once it has an endpoint, which only the pods can give it.
    new k8s.core.v1.Service(name, manifests.service, { ...own, dependsOn: statefulSet });
    if (disruptionBudget) new k8s.policy.v1.PodDisruptionBudget(name, disruptionBudget, own);

    this.endpoint = pulumi.output(alertmanagerUrl(manifests.service.metadata));
    this.registerOutputs({ endpoint: this.endpoint });
  }
}
