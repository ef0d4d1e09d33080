/** Addresses in the cluster that more than one part of the program has to know. */
import { NAMES, NAMESPACES, type ObjectMetadata, PORTS, serviceHost } from "./names";

/** Base URL of the Prometheus behind a Service, from every namespace of the cluster. */
export function prometheusUrl({ name, namespace }: Pick<ObjectMetadata, "name" | "namespace">): string {
  return `https://${serviceHost(name, namespace)}:${PORTS.prometheus}`;
}

/** URL of its remote-write receiver. */
export function prometheusWriteUrl(service: Pick<ObjectMetadata, "name" | "namespace">): string {
  return `${prometheusUrl(service)}/api/v1/write`;
}

const OWN = { name: NAMES.prometheus, namespace: NAMESPACES.monitoring };

/** Base URL of the stack's own Prometheus. */
export const PROMETHEUS_URL = prometheusUrl(OWN);

/** URL of its remote-write receiver. */
export const PROMETHEUS_WRITE_URL = prometheusWriteUrl(OWN);
