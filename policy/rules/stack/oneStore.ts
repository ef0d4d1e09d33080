import { collectorConfigOf, destinationsOf } from "../../evidence/collector";
import { objectName, objectsOf } from "../../evidence/network";
import { prometheusServers } from "../../evidence/prometheus";
import { listAt, textAt } from "../../evidence/reading";
import { isOwn } from "../../model/collector/own";
import { contentOf } from "../../evidence/shape";
import { stackPolicy, type StackProblem, type StackResource } from "../../rule";

const OWN = "prometheus.monitoring.svc.cluster.local";

/** Where collectors write samples, and where Grafana asks for them. */
function storesOf(resources: readonly StackResource[]): readonly { host: string; by: string; urn: string }[] {
  return objectsOf(resources, "ConfigMap").flatMap(({ manifest, urn }) => {
    const configuration = collectorConfigOf(manifest);
    const writes =
      configuration === undefined
        ? []
        : destinationsOf(configuration)
            .filter(({ exporter, signals }) => signals.includes("metrics") && !isOwn(exporter))
            .map(({ host }) => host);
    const asks = listAt(contentOf(textAt(manifest, "data", "data-sources.yaml")), "datasources")
      .filter((source) => textAt(source, "type") === "prometheus")
      .map((source) => textAt(source, "url"))
      .flatMap((url) => (URL.canParse(url) ? [new URL(url).hostname] : []));
    return [...writes, ...asks.filter((host) => host === OWN)].map((host) => ({ host, by: objectName(manifest), urn }));
  });
}

/** Samples go to one store: the stack's own, or the one of the settings. Further destinations get copies. */
export const oneStore = stackPolicy(
  {
    name: "one-store",
    description: "All collectors write to the stack's own Prometheus, or all to the same other store.",
  },
  (resources) => {
    const stores = storesOf(resources);
    const hasOwn = prometheusServers(resources).length > 0;
    const store = hasOwn ? OWN : stores[0]?.host;
    return stores
      .filter(({ host }) => host !== store)
      .map(({ host, by, urn }): StackProblem => ({
        message: `${by} uses the store ${host}; the others use ${String(store)}.`,
        urn,
      }));
  },
);
