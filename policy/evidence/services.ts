/** The workloads that a Service selects. */
import { podOf, selects } from "./manifests";
import { type Manifest, objectAt, textAt } from "./reading";
import type { StackResource } from "../rule";

/** A workload, and the URN of its resource. */
export interface Workload {
  readonly manifest: Manifest;
  readonly urn: string;
}

/** The workloads behind a Service's host name; empty where the stack has no such Service. */
export function workloadsAt(host: string, resources: readonly StackResource[]): readonly Workload[] {
  const [serviceName, namespace] = host.split(".");
  const objects = resources.flatMap(({ manifests, urn }) => manifests.map((manifest) => ({ manifest, urn })));
  const isThere = (manifest: Manifest) => textAt(manifest, "metadata", "namespace") === namespace;
  const selectors = objects
    .filter(({ manifest }) => manifest["kind"] === "Service" && isThere(manifest))
    .filter(({ manifest }) => textAt(manifest, "metadata", "name") === serviceName)
    .map(({ manifest }) => objectAt(manifest, "spec", "selector"));
  return objects.filter(
    ({ manifest }) =>
      isThere(manifest) &&
      selectors.some((selector) => selects(selector, objectAt(podOf(manifest), "metadata", "labels"))),
  );
}
