/** The connections that a stack's network policies allow, and what they depend on. */
import { type Facts, partOf, PRIVATE_RANGES } from "../model/peers";
import type { StackResource } from "../rule";
import { CLUSTER } from "./controls";
import { collectorConfigOf, destinationsOf, isInCluster } from "./collector";
import { containersOf, podOf } from "./manifests";
import { type Manifest, at, listAt, objectAt, textAt, textsAt } from "./reading";
import { contentOf } from "./shape";

/** Objects of a stack, and the URNs of their resources. */
export interface Found {
  readonly manifest: Manifest;
  readonly urn: string;
}

export function objectsOf(resources: readonly StackResource[], ...kinds: readonly string[]): readonly Found[] {
  return resources.flatMap(({ manifests, urn }) =>
    manifests.filter((manifest) => kinds.includes(textAt(manifest, "kind"))).map((manifest) => ({ manifest, urn })),
  );
}

export const namespaceOf = (manifest: unknown): string => textAt(manifest, "metadata", "namespace");
export const objectName = (manifest: unknown): string => textAt(manifest, "metadata", "name");

const ROUTES = ["Ingress", "HTTPRoute"];

/** Whether a DaemonSet with this container shares the nodes' network. */
const isOnNodes = (manifest: Manifest, container: string) =>
  manifest["kind"] === "DaemonSet" &&
  at(podOf(manifest), "spec", "hostNetwork") === true &&
  containersOf(manifest).some((item) => textAt(item, "name") === container);

export function factsOf(resources: readonly StackResource[]): Facts {
  const manifests = resources.flatMap((resource) => resource.manifests);
  const pods = manifests.flatMap((manifest) => (podOf(manifest) === undefined ? [] : [manifest]));
  const ranges = resources
    .filter(({ type }) => type === "gcp:compute/subnetwork:Subnetwork")
    .map(({ props }) => textAt(props, "ipCidrRange"));
  return {
    hasCluster: resources.some(({ type }) => type === CLUSTER),
    nodeRanges: ranges.length > 0 ? ranges : PRIVATE_RANGES,
    agentsOnNodes: pods.some((manifest) => isOnNodes(manifest, "opentelemetry-collector")),
    exporterOnNodes: pods.some((manifest) => isOnNodes(manifest, "node-exporter")),
    monitored: objectsOf(resources, "ServiceMonitor").length > 0,
    exposed: new Set(
      objectsOf(resources, ...ROUTES).map(({ manifest }) =>
        textAt(manifest, "metadata", "labels", "app.kubernetes.io/name"),
      ),
    ),
  };
}

const portOf = (url: URL) => Number(url.port === "" ? (url.protocol === "http:" ? 80 : 443) : url.port);

/** Addresses of Alertmanagers outside the stack to which a Prometheus sends alerts. */
const alertmanagersOf = (config: unknown): string[] =>
  listAt(config, "alerting", "alertmanagers").flatMap((one) =>
    listAt(one, "static_configs")
      .flatMap((hosts) => textsAt(hosts, "targets"))
      .filter((host) => !host.includes(".alertmanager-peers.monitoring.svc"))
      .map((host) => `${textAt(one, "scheme")}://${host}`),
  );

/** An address that is in a file, or that Alertmanager knows. */
const SOMEWHERE = "https://receiver.example.com";

/** Addresses of the receivers of an Alertmanager. */
const receiversOf = (config: unknown): string[] =>
  listAt(config, "receivers").flatMap((receiver) => [
    ...["slack_configs", "pagerduty_configs"].flatMap((kind) => listAt(receiver, kind).map(() => SOMEWHERE)),
    ...listAt(receiver, "webhook_configs").map((one) => textAt(one, "url") || SOMEWHERE),
    ...listAt(receiver, "email_configs").map((one) => `smtp://${textAt(one, "smarthost")}`),
  ]);

/** Ports of hosts outside the cluster, and namespaces of others within, that the stack's own configurations name. */
export interface Outside {
  /** Hosts and ports that the scraper asks. */
  readonly targets: readonly URL[];
  readonly ports: ReadonlySet<number>;
  readonly namespaces: ReadonlySet<string>;
}

export function outsideOf(resources: readonly StackResource[]): Outside {
  const manifests = resources.flatMap((resource) => resource.manifests);
  const urls = [
    ...manifests
      .flatMap((item) => collectorConfigOf(item) ?? [])
      .flatMap(destinationsOf)
      .map(({ url }) => url),
    ...manifests
      .flatMap((item) => listAt(contentOf(at(item, "data", "data-sources.yaml")), "datasources"))
      .map((source) => textAt(source, "url")),
    ...manifests.flatMap((item) => [
      ...alertmanagersOf(contentOf(at(item, "data", "prometheus.yml"))),
      ...receiversOf(contentOf(at(item, "data", "alertmanager.yml"))),
    ]),
    ...manifests
      .flatMap(containersOf)
      .flatMap((container) => listAt(container, "env"))
      .filter((variable) => /_OAUTH_(TOKEN|API|AUTH)_URL$/.test(textAt(variable, "name")))
      .map((variable) => textAt(variable, "value")),
  ].flatMap((url) => (/^(https?|smtp):\/\//.test(url) && URL.canParse(url) ? [new URL(url)] : []));
  const targets = manifests
    .flatMap((item) => collectorConfigOf(item) ?? [])
    .flatMap((config) => listAt(config, "config", "receivers", "prometheus", "config", "scrape_configs"))
    .flatMap((job) => listAt(job, "static_configs"))
    .flatMap((group) => textsAt(group, "targets"))
    .flatMap((target) => (URL.canParse(`tcp://${target}`) ? [new URL(`tcp://${target}`)] : []));
  const inside = urls.filter(({ hostname }) => isInCluster(hostname));
  return {
    targets,
    ports: new Set(urls.filter(({ hostname }) => !isInCluster(hostname)).map(portOf)),
    namespaces: new Set(inside.map(({ hostname }) => hostname.split(".")[1] ?? "")),
  };
}

/** The part of the stack that a policy is about; undefined where it selects none. */
export const policyPart = (policy: Manifest): string | undefined =>
  partOf(objectAt(policy, "spec", "podSelector"), namespaceOf(policy));
