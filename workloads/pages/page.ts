/** A page that is served outside the cluster, over TLS only. */
import type { ObjectMetadata } from "../../contract/names";
import type { IngressSettings } from "../../settings/schema/ingress";
import { gatewayPage } from "./gateway";
import { ingressPage } from "./ingress";
import type { Page, PageManifests } from "./types";

/** The objects of a page; undefined where it is not served outside the cluster. */
export function pageManifests(page: Page, ingress: IngressSettings | undefined): PageManifests | undefined {
  if (ingress === undefined) return undefined;
  return ingress.kind === "gateway" ? gatewayPage(page, ingress) : ingressPage(page, ingress);
}

/** A Service with the annotations of its page. */
export function servedService<Service extends { readonly metadata: ObjectMetadata }>(
  service: Service,
  page: PageManifests | undefined,
) {
  const annotations = page?.serviceAnnotations ?? {};
  if (Object.keys(annotations).length === 0) return service;
  return { ...service, metadata: { ...service.metadata, annotations } };
}
