/** Creates the objects of a page that is served outside the cluster. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PageManifests } from "../../workloads/pages/types";

export interface PageArgs {
  /** Undefined where the page is not served outside the cluster. */
  readonly manifests: PageManifests | undefined;
  /** The Service behind the page. The engine waits until the Service of an Ingress exists. */
  readonly service: pulumi.Resource;
  /** Secret of the OAuth client of the Identity-Aware Proxy, where the manifests name a Secret for it. */
  readonly iapClientSecret: pulumi.Output<string> | undefined;
}

/**
 * @throws Error if the manifests need the secret of an OAuth client and there is none, because the page would be served
 * without a login
 */
export function createPage(name: string, { manifests, service, iapClientSecret }: PageArgs, parent: pulumi.Resource) {
  if (manifests === undefined) return;
  const secret = createSecret(name, manifests, iapClientSecret, parent);
  const resources = manifests.customResources.reduce<pulumi.Resource[]>(
    (before, manifest) => [
      ...before,
      new k8s.apiextensions.CustomResource(name, manifest, { parent, dependsOn: [service, ...secret, ...before] }),
    ],
    [],
  );
  if (manifests.ingress !== undefined)
    new k8s.networking.v1.Ingress(name, manifests.ingress, { parent, dependsOn: [service, ...resources] });
}

function createSecret(
  name: string,
  { iapSecret }: PageManifests,
  clientSecret: pulumi.Output<string> | undefined,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  if (iapSecret === undefined) return [];
  if (clientSecret === undefined) throw new Error(`${name}: the OAuth client of its page has no secret`);
  const { metadata, data, secretKey } = iapSecret;
  const stringData = { ...data, [secretKey]: clientSecret };
  return [new k8s.core.v1.Secret(`${name}-iap`, { metadata, type: "Opaque", stringData }, { parent })];
}
