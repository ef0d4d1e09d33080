import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { STARTUP_BUDGET_SECONDS, type PrometheusManifests } from "../workloads/prometheus/manifests";
import { PROMETHEUS_URL, PROMETHEUS_WRITE_URL } from "../contract/endpoints";
import { labels, NAMES, NAMESPACES } from "../contract/names";

export interface PrometheusArgs {
  readonly manifests: PrometheusManifests;
  /** Certificate, users and probes of Prometheus, by file name; all of it goes into one Secret. */
  readonly webFiles: Readonly<Record<string, pulumi.Output<string>>>;
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
    const children = { parent: this };

    const serviceAccount = new k8s.core.v1.ServiceAccount("prometheus", manifests.serviceAccount, children);
    const configMap = new k8s.core.v1.ConfigMap("config", manifests.configMap, children);
    const rulesConfigMap = new k8s.core.v1.ConfigMap("rules", manifests.rulesConfigMap, children);
    const webSecret = new k8s.core.v1.Secret(
      "web",
      {
        metadata: {
          name: NAMES.prometheusWebSecret,
          namespace: NAMESPACES.monitoring,
          labels: labels(NAMES.prometheus),
        },
        type: "Opaque",
        stringData: args.webFiles,
      },
      children,
    );
    const volume = new k8s.core.v1.PersistentVolumeClaim("data", manifests.persistentVolumeClaim, {
      ...children,
      protect: args.deletionProtection,
    });
    const statefulSet = new k8s.apps.v1.StatefulSet("prometheus", manifests.statefulSet, {
      ...children,
      // Its pod names them, which the engine does not see. The claim also has to be known to wait for its first
      // consumer before there is one, or the engine waits for a state that has passed.
      dependsOn: [serviceAccount, configMap, rulesConfigMap, webSecret, volume],
      customTimeouts: { create: `${STARTUP_BUDGET_SECONDS}s`, update: `${STARTUP_BUDGET_SECONDS}s` },
    });
    // A Service counts as created once it has an endpoint, which only the pod can give it.
    new k8s.core.v1.Service("prometheus", manifests.service, { ...children, dependsOn: statefulSet });

    this.endpoint = pulumi.output(PROMETHEUS_URL);
    this.remoteWriteEndpoint = pulumi.output(PROMETHEUS_WRITE_URL);
    this.registerOutputs({ endpoint: this.endpoint, remoteWriteEndpoint: this.remoteWriteEndpoint });
  }
}
