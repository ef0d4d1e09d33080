/** Addresses in the cluster that several parts of the program use. */
import { type Placement, serviceHost } from "./names";
import { PORTS } from "./ports";

/** Base URL of a Prometheus, which resolves in every namespace. */
export function prometheusUrl({ name, namespace }: Placement): string {
  return `https://${serviceHost(name, namespace)}:${PORTS.prometheus}`;
}

/** URL of a Prometheus' remote-write receiver. */
export function prometheusWriteUrl(service: Placement): string {
  return `${prometheusUrl(service)}/api/v1/write`;
}

/** Base URL of a VictoriaLogs, which resolves in every namespace. */
export function victoriaLogsUrl({ name, namespace }: Placement): string {
  return `https://${serviceHost(name, namespace)}:${PORTS.victoriaLogs}`;
}

/** URL at which a VictoriaLogs takes OTLP. */
export function victoriaLogsWriteUrl(service: Placement): string {
  return `${victoriaLogsUrl(service)}/insert/opentelemetry/v1/logs`;
}

/** Base URL of an Alertmanager. */
export function alertmanagerUrl({ name, namespace }: Placement): string {
  return `https://${serviceHost(name, namespace)}:${PORTS.alertmanager}`;
}

/** Base URL of a Jaeger's query page and API. It resolves in every namespace; the NetworkPolicy admits only some. */
export function jaegerQueryUrl({ name, namespace }: Placement): string {
  return `http://${serviceHost(name, namespace)}:${PORTS.jaegerQuery}`;
}
