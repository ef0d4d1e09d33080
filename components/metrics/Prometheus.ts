import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { STARTUP_BUDGET_SECONDS, type PrometheusManifests } from "../../workloads/prometheus/manifests";
import { ALERTMANAGER_FILES } from "../../workloads/prometheus/alerting";
import { prometheusUrl, prometheusWriteUrl } from "../../contract/endpoints";
import { formerName } from "../common/formerName";
import type { SecretFiles } from "../common/secretFiles";
import type { WebAccess } from "../common/webCredentials";

export interface PrometheusArgs {
  readonly manifests: PrometheusManifests;
  /** Content of the Secret that the pod mounts, by file name: certificate, users and the probes' credentials. */
  readonly webFiles: Readonly<Record<string, pulumi.Output<string>>>;
  /** What Prometheus shows Alertmanager; needed where the manifests mount it. */
  readonly alertmanager?: Pick<WebAccess, "username" | "password"> & Partial<WebAccess>;
  /** Refuse to delete the volume with the samples, and so the stack, until this is false. */
  readonly deletionProtection: boolean;
}

/**
 * Prometheus in the cluster.
 *
 * The volume is a resource of the stack: `pulumi destroy` deletes it with everything else, unless
 * `deletionProtection` makes the engine refuse before it has deleted anything.
 */
export class Prometheus extends pulumi.ComponentResource {
  /** Base URL of Prometheus, within the cluster. */
  readonly endpoint: pulumi.Output<string>;
  /** URL that takes remote writes, within the cluster. */
  readonly remoteWriteEndpoint: pulumi.Output<string>;

  constructor(name: string, args: PrometheusArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:metrics:MetricsBackend", name, {}, opts);
    const { manifests } = args;
    const child = (former: string) => ({ parent: this, aliases: formerName(name, "metrics", former) });

    const serviceAccount = new k8s.core.v1.ServiceAccount(name, manifests.serviceAccount, child("prometheus"));
    const configMap = new k8s.core.v1.ConfigMap(`${name}-config`, manifests.configMap, child("config"));
    const rulesConfigMap = new k8s.core.v1.ConfigMap(`${name}-rules`, manifests.rulesConfigMap, child("rules"));
    const { ownRulesConfigMap } = manifests;
    const ownRules = ownRulesConfigMap
      ? [new k8s.core.v1.ConfigMap(`${name}-own-rules`, ownRulesConfigMap, { parent: this })]
      : [];
    const secret = (part: string, secretName: string, stringData: SecretFiles) =>
      new k8s.core.v1.Secret(
        `${name}-${part}`,
        { metadata: { ...manifests.service.metadata, name: secretName }, type: "Opaque", stringData },
        child(part),
      );
    const { webSecretName, alertmanagerSecretName } = manifests;
    const secrets = [
      secret("web", webSecretName, args.webFiles),
      ...(alertmanagerSecretName === undefined || args.alertmanager === undefined
        ? []
        : [secret("alertmanager", alertmanagerSecretName, alertmanagerFiles(args.alertmanager))]),
    ];
    const volume = new k8s.core.v1.PersistentVolumeClaim(`${name}-data`, manifests.persistentVolumeClaim, {
      ...child("data"),
      protect: args.deletionProtection,
    });
    const statefulSet = new k8s.apps.v1.StatefulSet(name, manifests.statefulSet, {
      ...child("prometheus"),
      // Its pod names them, which the engine does not see. The claim also has to be known to wait for its first
      // consumer before there is one, or the engine waits for a state that has passed.
      dependsOn: [serviceAccount, configMap, rulesConfigMap, ...ownRules, ...secrets, volume],
      customTimeouts: { create: `${STARTUP_BUDGET_SECONDS}s`, update: `${STARTUP_BUDGET_SECONDS}s` },
    });
    // A Service counts as created once it has an endpoint, which only the pod can give it.
    new k8s.core.v1.Service(name, manifests.service, { ...child("prometheus"), dependsOn: statefulSet });

    this.endpoint = pulumi.output(prometheusUrl(manifests.service.metadata));
    this.remoteWriteEndpoint = pulumi.output(prometheusWriteUrl(manifests.service.metadata));
    this.registerOutputs({ endpoint: this.endpoint, remoteWriteEndpoint: this.remoteWriteEndpoint });
  }
}

function alertmanagerFiles(access: NonNullable<PrometheusArgs["alertmanager"]>): SecretFiles {
  const { username, password, authority } = ALERTMANAGER_FILES;
  return {
    [username]: access.username,
    [password]: access.password,
    ...(access.authority && { [authority]: access.authority }),
  };
}
