import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { ADMIN_SECRET_KEYS, ADMIN_USER, type GrafanaManifests } from "../workloads/grafana/manifests";
import { OAUTH_SECRET_KEY } from "../workloads/grafana/login";
import { generationName } from "../contract/credentials/generations";
import { serviceHost } from "../contract/names";
import { PORTS } from "../contract/ports";
import { formerName } from "./common/formerName";
import { restartedBySecrets } from "./common/secretFiles";
import { createPage } from "./common/page";

export interface GrafanaArgs {
  readonly manifests: GrafanaManifests;
  /** What the data source asks for; which of them are set goes with its kind of authentication and its certificate. */
  readonly dataSourceCredentials?: {
    readonly username?: pulumi.Output<string>;
    readonly password?: pulumi.Output<string>;
    readonly bearerToken?: pulumi.Output<string>;
    readonly authority?: pulumi.Output<string>;
  };
  /** Credentials of the log store, where the manifests have a data source for it. */
  readonly logSourceCredentials?: {
    readonly username: pulumi.Output<string>;
    readonly password: pulumi.Output<string>;
    readonly authority: pulumi.Output<string>;
  };
  /** Generation of the administrator's password; a new one restarts Grafana. Default: 1. */
  readonly passwordGeneration?: number;
  /** Grafana's OAuth client secret, where the manifests name one. */
  readonly oauthClientSecret?: pulumi.Output<string>;
  /** Secret of the OAuth client of the Identity-Aware Proxy, where the manifests name a Secret for it. */
  readonly iapClientSecret?: pulumi.Output<string>;
}

/** Letters and digits, log2(62) = 5.95 bits each: 190 bits. */
const PASSWORD_LENGTH = 32;

/** Grafana in the cluster, with provisioned data sources and dashboards, and one administrator. */
export class Grafana extends pulumi.ComponentResource {
  /** Base URL of Grafana, within the cluster. */
  readonly endpoint: pulumi.Output<string>;
  /** Name of the administrator. */
  readonly user: pulumi.Output<string>;
  /** Password of the administrator (secret). */
  readonly password: pulumi.Output<string>;

  constructor(name: string, args: GrafanaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:dashboards:GrafanaServer", name, {}, opts);
    const { metadata } = args.manifests.service;
    this.endpoint = pulumi.output(`http://${serviceHost(metadata.name, metadata.namespace)}:${PORTS.grafana}`);
    this.user = pulumi.output(ADMIN_USER);
    this.password = this.createPassword(name, args.passwordGeneration ?? 1);

    const secrets = this.createSecrets(name, args);
    const deployment = this.createDeployment(name, args.manifests, secrets);
    // The engine waits until a Service has an endpoint, for which the pod has to be ready.
    const service = new k8s.core.v1.Service(name, args.manifests.service, { parent: this, dependsOn: deployment });
    createPage(name, { manifests: args.manifests.page, service, iapClientSecret: args.iapClientSecret }, this);

    this.registerOutputs({ endpoint: this.endpoint, user: this.user, password: this.password });
  }

  private createPassword(name: string, generation: number): pulumi.Output<string> {
    // No punctuation: the password passes through environment variables, and Grafana expands `$` in those.
    const part = generationName("admin-password", generation);
    const password = new random.RandomPassword(
      `${name}-${part}`,
      { length: PASSWORD_LENGTH, special: false },
      this.child(name, part),
    );
    return pulumi.secret(password.result);
  }

  private createSecrets(name: string, args: GrafanaArgs): k8s.core.v1.Secret[] {
    const { dataSourceCredentials, logSourceCredentials, oauthClientSecret, manifests } = args;
    const { secretNames } = manifests;
    const secret = (part: string, secretName: string, stringData: Record<string, pulumi.Output<string>>) =>
      new k8s.core.v1.Secret(
        `${name}-${part}`,
        { metadata: { ...manifests.deployment.metadata, name: secretName }, type: "Opaque", stringData },
        this.child(name, part),
      );
    const admin = secret("admin", secretNames.admin, {
      [ADMIN_SECRET_KEYS.user]: this.user,
      [ADMIN_SECRET_KEYS.password]: this.password,
    });
    return [
      admin,
      ...(dataSourceCredentials
        ? [secret("data-source-credentials", secretNames.dataSource, { ...dataSourceCredentials })]
        : []),
      ...(logSourceCredentials
        ? [secret("log-source-credentials", secretNames.logSource, { ...logSourceCredentials })]
        : []),
      ...(oauthClientSecret ? [secret("oauth", secretNames.oauth, { [OAUTH_SECRET_KEY]: oauthClientSecret })] : []),
    ];
  }

  private createDeployment(
    name: string,
    manifests: GrafanaManifests,
    secrets: k8s.core.v1.Secret[],
  ): k8s.apps.v1.Deployment {
    const own = { parent: this };
    const serviceAccount = new k8s.core.v1.ServiceAccount(name, manifests.serviceAccount, own);
    const { dataSources, provider, dashboards } = manifests.configMaps;
    // Their own names begin with Grafana's, in whose place the component's stands here.
    const partOf = (configMap: string) => configMap.slice(manifests.service.metadata.name.length);
    const configMaps = [dataSources, provider, ...dashboards].map(
      (configMap) => new k8s.core.v1.ConfigMap(`${name}${partOf(configMap.metadata.name)}`, configMap, own),
    );
    return new k8s.apps.v1.Deployment(name, restartedBySecrets(manifests.deployment, secrets), {
      ...own,
      // The pod refers to them by name, so the engine does not see the dependency.
      dependsOn: [serviceAccount, ...configMaps, ...secrets],
    });
  }

  private child(name: string, former: string): pulumi.CustomResourceOptions {
    return { parent: this, aliases: formerName(name, "grafana", former) };
  }
}
