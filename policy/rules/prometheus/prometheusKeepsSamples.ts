import { podOf } from "../../evidence/manifests";
import { type Manifest, at, listAt, objectAt, textAt } from "../../evidence/reading";
import { argumentOf, bytesOf, prometheusServers } from "../../evidence/prometheus";
import { contentOf } from "../../evidence/shape";
import { stackPolicy, type StackResource } from "../../rule";

/** The configuration files that a workload mounts. */
function configurationsOf(manifest: Manifest, resources: readonly StackResource[]): readonly Manifest[] {
  const mounted = listAt(podOf(manifest), "spec", "volumes").map((volume) => textAt(volume, "configMap", "name"));
  return resources
    .flatMap(({ manifests }) => manifests)
    .filter((item) => item["kind"] === "ConfigMap" && mounted.includes(textAt(item, "metadata", "name")))
    .filter((item) => textAt(item, "metadata", "namespace") === textAt(manifest, "metadata", "namespace"))
    .flatMap((item) => {
      const text = textAt(item, "data", "prometheus.yml");
      return text === "" ? [] : [objectAt(contentOf(text))];
    });
}

/** A problem for each missing retention, by time and by size; arguments and configuration both count. */
function retentionProblems(manifest: Manifest, resources: readonly StackResource[]): string[] {
  const configurations = configurationsOf(manifest, resources);
  return ["time", "size"]
    .filter((sort) => argumentOf(manifest, `storage.tsdb.retention.${sort}`) === undefined)
    .filter((sort) => configurations.every((item) => textAt(item, "storage", "tsdb", "retention", sort) === ""))
    .map((sort) => `Prometheus has no retention by ${sort}.`);
}

/** Whether the database is on a volume that outlives the pod. */
function hasVolume(manifest: Manifest): boolean {
  const folder = argumentOf(manifest, "storage.tsdb.path");
  const mounts = listAt(podOf(manifest), "spec", "containers").flatMap((container) =>
    listAt(container, "volumeMounts"),
  );
  const mount = mounts.find((item) => textAt(item, "mountPath") === folder);
  const name = textAt(mount, "name");
  const volume = listAt(podOf(manifest), "spec", "volumes").find((item) => textAt(item, "name") === name);
  return (
    at(volume, "persistentVolumeClaim") !== undefined ||
    listAt(manifest, "spec", "volumeClaimTemplates").some((claim) => textAt(claim, "metadata", "name") === name)
  );
}

/** Problems of a database that may grow beyond its volume, which then is full. */
function sizeProblems(manifest: Manifest, resources: readonly StackResource[]): string[] {
  const claims = listAt(podOf(manifest), "spec", "volumes").map((volume) =>
    textAt(volume, "persistentVolumeClaim", "claimName"),
  );
  const volumes = resources
    .flatMap(({ manifests }) => manifests)
    .filter((item) => item["kind"] === "PersistentVolumeClaim" && claims.includes(textAt(item, "metadata", "name")))
    .map((item) => textAt(item, "spec", "resources", "requests", "storage"));
  return configurationsOf(manifest, resources)
    .map((item) => textAt(item, "storage", "tsdb", "retention", "size"))
    .filter((size) => size !== "")
    .flatMap((size) => volumes.filter((volume) => bytesOf(volume) < bytesOf(size)).map((volume) => [size, volume]))
    .map(([size = "", volume = ""]) => `Prometheus keeps ${size} on a volume of ${volume}.`);
}

/** By default Prometheus keeps 15 days of samples, whatever their size, and crashes when the disk is full. */
export const prometheusKeepsSamples = stackPolicy(
  {
    name: "prometheus-keeps-samples",
    description: "Prometheus has a retention by time and by size, and a volume of that size that outlives its pod.",
  },
  (resources) =>
    prometheusServers(resources).flatMap(({ manifest, urn }) =>
      [
        ...retentionProblems(manifest, resources),
        ...sizeProblems(manifest, resources),
        ...(hasVolume(manifest) ? [] : ["Prometheus' database is not on a persistent volume."]),
      ].map((message) => ({ message, urn })),
    ),
);
