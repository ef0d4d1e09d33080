import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { ADMIN_SECRET_KEYS, ADMIN_USER, type GrafanaManifests } from "../workloads/grafana/manifests";
import { OAUTH_SECRET_KEY } from "../workloads/grafana/login";
import { labels, NAMES, NAMESPACES, PORTS, serviceHost } from "../contract/names";

export interface GrafanaArgs {
  readonly manifests: GrafanaManifests;
  /** What the data source asks for; which of them are set goes with its kind of authentication and its certificate. */
  readonly dataSourceCredentials?: {
    readonly username?: pulumi.Output<string>;
    readonly password?: pulumi.Output<string>;
    readonly bearerToken?: pulumi.Output<string>;
    readonly authority?: pulumi.Output<string>;
  };
  /** Grafana's OAuth client secret, where the manifests name one. */
  readonly oauthClientSecret?: pulumi.Output<string>;
}

/** Letters and digits, log2(62) = 5.95 bits each: 190 bits. */
const PASSWORD_LENGTH = 32;

/** Grafana in the cluster, with its data source and dashboards in place and one administrator. */
export class Grafana extends pulumi.ComponentResource {
  /** Base URL of Grafana, within the cluster. */
  readonly endpoint: pulumi.Output<string>;
  /** Name of the administrator. */
  readonly user: pulumi.Output<string>;
  /** Password of the administrator (secret). */
  readonly password: pulumi.Output<string>;

  constructor(name: string, args: GrafanaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:dashboards:GrafanaServer", name, {}, opts);
    this.endpoint = pulumi.output(`http://${serviceHost(NAMES.grafana, NAMESPACES.monitoring)}:${PORTS.grafana}`);
    this.user = pulumi.output(ADMIN_USER);
    this.password = this.createPassword();

    const secrets = this.createSecrets(args);
    const deployment = this.createDeployment(args.manifests, secrets);
    // A Service counts as created once it has an endpoint, which only the pod can give it.
    const service = new k8s.core.v1.Service("grafana", args.manifests.service, { parent: this, dependsOn: deployment });
    if (args.manifests.ingress !== undefined)
      // An Ingress counts as created once its Service is there.
      new k8s.networking.v1.Ingress("grafana", args.manifests.ingress, { parent: this, dependsOn: service });

    this.registerOutputs({ endpoint: this.endpoint, user: this.user, password: this.password });
  }

  private createPassword(): pulumi.Output<string> {
    // No punctuation: the password passes through environment variables, and Grafana expands `$` in those.
    const password = new random.RandomPassword(
      "admin-password",
      { length: PASSWORD_LENGTH, special: false },
      { parent: this },
    );
    return pulumi.secret(password.result);
  }

  private createSecrets({ dataSourceCredentials, oauthClientSecret }: GrafanaArgs): k8s.core.v1.Secret[] {
    const admin = this.createSecret("admin", NAMES.grafanaAdminSecret, {
      [ADMIN_SECRET_KEYS.user]: this.user,
      [ADMIN_SECRET_KEYS.password]: this.password,
    });
    return [
      admin,
      ...(dataSourceCredentials
        ? [this.createSecret("data-source-credentials", NAMES.remoteWriteSecret, { ...dataSourceCredentials })]
        : []),
      ...(oauthClientSecret
        ? [this.createSecret("oauth", NAMES.grafanaOauthSecret, { [OAUTH_SECRET_KEY]: oauthClientSecret })]
        : []),
    ];
  }

  private createSecret(name: string, secretName: string, values: Record<string, pulumi.Output<string>>) {
    return new k8s.core.v1.Secret(
      name,
      {
        metadata: { name: secretName, namespace: NAMESPACES.monitoring, labels: labels(NAMES.grafana) },
        type: "Opaque",
        stringData: values,
      },
      { parent: this },
    );
  }

  private createDeployment(manifests: GrafanaManifests, secrets: k8s.core.v1.Secret[]): k8s.apps.v1.Deployment {
    const children = { parent: this };
    const serviceAccount = new k8s.core.v1.ServiceAccount("grafana", manifests.serviceAccount, children);
    const { dataSources, provider, dashboards } = manifests.configMaps;
    const configMaps = [dataSources, provider, ...dashboards].map(
      (configMap) => new k8s.core.v1.ConfigMap(configMap.metadata.name, configMap, children),
    );
    return new k8s.apps.v1.Deployment("grafana", withSecretVersions(manifests.deployment, secrets), {
      ...children,
      // Its pod names them, which the engine does not see.
      dependsOn: [serviceAccount, ...configMaps, ...secrets],
    });
  }
}

/**
 * The Deployment, restarted when a Secret changes: every change gives the Secret a new version. A checksum of the
 * content would do the same and give the content away.
 */
function withSecretVersions(deployment: GrafanaManifests["deployment"], secrets: k8s.core.v1.Secret[]) {
  const { template } = deployment.spec;
  const versions = pulumi.all(secrets.map((secret) => secret.metadata.resourceVersion)).apply((all) => all.join(" "));
  const annotations = { ...template.metadata.annotations, "gke-telemetry/secret-versions": versions };
  return {
    ...deployment,
    spec: { ...deployment.spec, template: { ...template, metadata: { ...template.metadata, annotations } } },
  };
}
