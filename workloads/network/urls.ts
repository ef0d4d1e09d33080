/** The connections to a URL of the settings, which names a Service of the cluster or an address outside. */
import { ANYONE, type Edge, type Part, podsOf } from "./peers";

/** A Service or one of its pods, and its namespace: `mimir.metrics.svc`, with or without the cluster's domain. */
const SERVICE = /\.([^.]+)\.svc(?:\.|$)/;

/** A Service and its namespace, or a public name such as `example.com`: nothing but the cluster's DNS can tell. */
const TWO_LABELS = /^[^.]+\.([^.]+)$/;

/**
 * To a Service they allow all TCP ports of the namespace's pods, because pods may listen on another port than the
 * Service. To every other host they allow the URL's port at any address. A host of two labels gets both.
 */
export function urlEdges(from: Part, url: string, why: string): Edge[] {
  const { hostname, port, protocol } = new URL(url);
  const number = Number(port === "" ? (protocol === "http:" ? 80 : 443) : port);
  const service = SERVICE.exec(hostname)?.[1];
  const namespace = service ?? TWO_LABELS.exec(hostname)?.[1];
  return [
    ...(namespace === undefined ? [] : [{ from, to: podsOf(namespace), ports: [], why }]),
    ...(service === undefined
      ? [{ from, to: { ...ANYONE, name: "any address" }, ports: [{ port: number, protocol: "TCP" as const }], why }]
      : []),
  ];
}
