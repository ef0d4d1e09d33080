import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { JAEGER_STARTUP_BUDGET_SECONDS, type JaegerManifests } from "../../workloads/jaeger/manifests";
import { createCertificatesSecret, restartedBySecrets, type SecretFiles } from "../common/secretFiles";
import { jaegerQueryUrl } from "../../contract/endpoints";
import { createPage } from "../common/page";

export interface JaegerArgs {
  readonly manifests: JaegerManifests;
  /** Content of the Secret with its certificate and its clients' authority. */
  readonly certificates: SecretFiles;
  /** Refuse to delete the volume with the traces, and so the stack, until this is false. */
  readonly deletionProtection: boolean;
  /** Secret of the OAuth client of the Identity-Aware Proxy, where the manifests name a Secret for it. */
  readonly iapClientSecret?: pulumi.Output<string>;
}

/**
 * A team's Jaeger in the cluster.
 *
 * A volume is a resource of the stack: `pulumi destroy` deletes it with everything else, unless `deletionProtection`
 * makes the engine refuse before it has deleted anything. So does a change of the storage to memory.
 */
export class Jaeger extends pulumi.ComponentResource {
  /** Base URL of the query page and API, within the cluster. */
  readonly queryEndpoint: pulumi.Output<string>;

  constructor(name: string, args: JaegerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:tracing:TracingBackend", name, {}, opts);
    const { manifests } = args;
    const children = { parent: this };

    // The policy is created before the pod, so that the pod is never open to all clients.
    const networkPolicy = new k8s.networking.v1.NetworkPolicy(name, manifests.networkPolicy, children);
    const statefulSet = this.createStatefulSet(name, args, networkPolicy);
    // The engine waits until a Service has an endpoint, for which the pod has to be ready.
    const service = new k8s.core.v1.Service(name, manifests.service, { ...children, dependsOn: statefulSet });
    createPage(name, { manifests: manifests.page, service, iapClientSecret: args.iapClientSecret }, this);

    this.queryEndpoint = pulumi.output(jaegerQueryUrl(manifests.service.metadata));
    this.registerOutputs({ queryEndpoint: this.queryEndpoint });
  }

  private createStatefulSet(
    name: string,
    { manifests, certificates, deletionProtection }: JaegerArgs,
    networkPolicy: pulumi.Resource,
  ): k8s.apps.v1.StatefulSet {
    const children = { parent: this };
    const serviceAccount = new k8s.core.v1.ServiceAccount(name, manifests.serviceAccount, children);
    const secret = createCertificatesSecret(`${name}-certificates`, certificates, manifests.service.metadata, children);
    const configMap = new k8s.core.v1.ConfigMap(name, manifests.configMap, children);
    const volumes =
      manifests.persistentVolumeClaim === undefined
        ? []
        : [
            new k8s.core.v1.PersistentVolumeClaim(name, manifests.persistentVolumeClaim, {
              ...children,
              protect: deletionProtection,
            }),
          ];
    // Without an address of its own it waits for no endpoint, and the pod gets its name from it.
    const headlessService = new k8s.core.v1.Service(`${name}-headless`, manifests.headlessService, children);
    return new k8s.apps.v1.StatefulSet(name, restartedBySecrets(manifests.statefulSet, secret), {
      ...children,
      // Its pod names them, which the engine does not see. A claim also has to be known to wait for its first consumer
      // before there is one, or the engine waits for a state that has passed.
      dependsOn: [serviceAccount, configMap, ...secret, ...volumes, headlessService, networkPolicy],
      customTimeouts: {
        create: `${JAEGER_STARTUP_BUDGET_SECONDS}s`,
        update: `${JAEGER_STARTUP_BUDGET_SECONDS}s`,
      },
    });
  }
}
