/** Places of the page that several of its parts name. */
import { anchor } from "./markup";

/** Where a component of a collector is. */
export function componentAnchor(role: string, kind: string, id: string): string {
  return anchor("component", role, kind, id);
}

/** Where a resource is. */
export function resourceAnchor(urn: string): string {
  return anchor("resource", urn);
}
