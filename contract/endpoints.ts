/** Addresses in the cluster that more than one part of the program has to know. */
import { type Placement, serviceHost } from "./names";
import { PORTS } from "./ports";

/** Base URL of the Prometheus behind a Service, from every namespace of the cluster. */
export function prometheusUrl({ name, namespace }: Placement): string {
  return `https://${serviceHost(name, namespace)}:${PORTS.prometheus}`;
}

/** URL of its remote-write receiver. */
export function prometheusWriteUrl(service: Placement): string {
  return `${prometheusUrl(service)}/api/v1/write`;
}

/** Base URL of the query page and API of the Jaeger behind a Service, from every namespace that may reach it. */
export function jaegerQueryUrl({ name, namespace }: Placement): string {
  return `http://${serviceHost(name, namespace)}:${PORTS.jaegerQuery}`;
}
