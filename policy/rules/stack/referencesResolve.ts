import { podOf, selects } from "../../evidence/manifests";
import { namespaceOf, objectName, objectsOf } from "../../evidence/network";
import { collectorConfigOf, destinationsOf, isInCluster } from "../../evidence/collector";
import { type Manifest, at, listAt, objectAt, textAt, textsAt } from "../../evidence/reading";
import { contentOf } from "../../evidence/shape";
import { type StackProblem, type StackResource, stackPolicy } from "../../rule";

type Reference = readonly [kind: string, name: string];

/** Passwords of static targets, which belong to whoever runs these. */
const isOfTarget = (volume: unknown) => textAt(volume, "name").startsWith("scrape-");

/** ConfigMaps, Secrets and claims that a pod names. */
function referencesOf(manifest: Manifest): Reference[] {
  const volumes = listAt(podOf(manifest), "spec", "volumes").filter((volume) => !isOfTarget(volume));
  const projected = volumes.flatMap((volume) => listAt(volume, "projected", "sources"));
  const variables = listAt(podOf(manifest), "spec", "containers").flatMap((container) => listAt(container, "env"));
  const found: Reference[] = [
    ...[...volumes, ...projected].map((item): Reference => ["ConfigMap", textAt(item, "configMap", "name")]),
    ...volumes.map((item): Reference => ["Secret", textAt(item, "secret", "secretName")]),
    ...volumes.map((item): Reference => ["PersistentVolumeClaim", textAt(item, "persistentVolumeClaim", "claimName")]),
    ...variables.map((item): Reference => ["Secret", textAt(item, "valueFrom", "secretKeyRef", "name")]),
    ["ServiceAccount", textAt(podOf(manifest), "spec", "serviceAccountName")],
  ];
  return found.filter(([, name]) => name !== "");
}

/** Where a chart's objects are: values do not say it. */
const placeOf = (manifest: Manifest, { props }: StackResource) => namespaceOf(manifest) || textAt(props, "namespace");

const CLUSTER_WIDE = ["Namespace", "ClusterRole", "ClusterRoleBinding", "PriorityClass"];
/** Kinds that a chart makes, or that somebody else may have made. */
const ELSEWHERE = ["default"];

function podProblems(
  resource: StackResource,
  exists: (kind: string, name: string, namespace: string) => boolean,
): StackProblem[] {
  return resource.manifests.flatMap((manifest) => {
    const namespace = placeOf(manifest, resource);
    if (podOf(manifest) === undefined || namespace === "") return [];
    const isOfChart = namespaceOf(manifest) === "";
    return referencesOf(manifest)
      .filter(([kind]) => !(isOfChart && kind === "ServiceAccount"))
      .filter(([kind, name]) => !exists(kind, name, namespace))
      .map(([kind, name]) => ({
        message: `${objectName(manifest)} needs the ${kind} ${name}, which the stack does not have in namespace ${namespace}.`,
        urn: resource.urn,
      }));
  });
}

/** Hosts of Services to which collectors, Grafana and Prometheus connect. */
function hostsOf(manifest: Manifest): string[] {
  const configuration = collectorConfigOf(manifest);
  const sources = listAt(contentOf(at(manifest, "data", "data-sources.yaml")), "datasources");
  const alerted = listAt(contentOf(at(manifest, "data", "prometheus.yml")), "alerting", "alertmanagers");
  return [
    ...(configuration === undefined ? [] : destinationsOf(configuration).map(({ host }) => host)),
    ...sources
      .map((source) => textAt(source, "url"))
      .flatMap((url) => (URL.canParse(url) ? [new URL(url).hostname] : [])),
    ...alerted
      .flatMap((one) => listAt(one, "static_configs"))
      .flatMap((one) => textsAt(one, "targets"))
      // A replica's name is in front of that of its Service.
      .map((target) => target.replace(/:\d+$/, "").replace(/^.*?([^.]+\.[^.]+\.svc\.)/, "$1")),
  ];
}

/** Services of the program's own workloads whose pods no planned workload has: a name that leads nowhere. */
function emptyServices(objects: readonly { manifest: Manifest; namespace: string; urn: string }[]): StackProblem[] {
  const pods = objects.flatMap(({ manifest, namespace }) => {
    const pod = podOf(manifest);
    return pod === undefined ? [] : [{ namespace, labels: at(pod, "metadata", "labels") }];
  });
  return objects
    .filter(({ manifest }) => textAt(manifest, "kind") === "Service")
    .map((service) => ({ ...service, selector: objectAt(service.manifest, "spec", "selector") }))
    .filter(({ selector }) => "app.kubernetes.io/part-of" in selector)
    .filter(
      ({ selector, namespace }) => !pods.some((pod) => pod.namespace === namespace && selects(selector, pod.labels)),
    )
    .map(({ manifest, urn }) => ({
      message: `Service ${objectName(manifest)} selects pods that no workload of the stack has.`,
      urn,
    }));
}

/** A namespace that exists already and that others share. */
const SHARED_NAMESPACE = "kubernetes:core/v1:NamespacePatch";

/** What a part needs has to be there, or the part stops, or whoever makes it later decides what it is. */
export const referencesResolve = stackPolicy(
  {
    name: "references-resolve",
    description: "ConfigMaps, Secrets, volumes, namespaces and Services that parts of the stack need are in the stack.",
  },
  (resources) => {
    const objects = resources.flatMap((resource) =>
      resource.manifests.map((manifest) => ({ manifest, namespace: placeOf(manifest, resource), urn: resource.urn })),
    );
    const exists = (kind: string, name: string, namespace: string) =>
      objects.some(
        (found) =>
          textAt(found.manifest, "kind") === kind &&
          objectName(found.manifest) === name &&
          found.namespace === namespace,
      );
    const shared = resources.filter(({ type }) => type === SHARED_NAMESPACE).map(({ props }) => objectName(props));
    const namespaces = [...objectsOf(resources, "Namespace").map(({ manifest }) => objectName(manifest)), ...shared];
    const homeless = objects
      .filter(({ manifest }) => !CLUSTER_WIDE.includes(textAt(manifest, "kind")))
      .filter(({ namespace }) => namespace !== "" && ![...namespaces, ...ELSEWHERE].includes(namespace))
      .map(({ manifest, namespace, urn }) => ({
        message: `${textAt(manifest, "kind")} ${objectName(manifest)} is in namespace ${namespace}, which the stack does not have.`,
        urn,
      }));
    const services = objectsOf(resources, "Service").map(({ manifest }) => objectName(manifest));
    const lost = objects.flatMap(({ manifest, urn }) =>
      hostsOf(manifest)
        .filter((host) => isInCluster(host) && namespaces.includes(host.split(".")[1] ?? ""))
        .filter((host) => !services.includes(host.split(".")[0] ?? ""))
        .map((host) => ({
          message: `${objectName(manifest)} connects to ${host}, which no Service of the stack is.`,
          urn,
        })),
    );
    return [
      ...resources.flatMap((resource) => podProblems(resource, exists)),
      ...homeless,
      ...lost,
      ...emptyServices(objects),
    ];
  },
);
