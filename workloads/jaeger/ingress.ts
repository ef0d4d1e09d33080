/** The way to a team's query page from outside the cluster. */
import { jaegerName, NAMESPACES } from "../../contract/names";
import type { TraceIngressSettings } from "../../settings/schema/tracing";
import { tlsIngress } from "../network/ingress";
import { jaegerLabels } from "./input";

/** An Ingress for one host, over TLS alone. Annotations of the settings win. */
export function jaegerIngress(team: string, settings: TraceIngressSettings) {
  const metadata = { name: jaegerName(team), namespace: NAMESPACES.tracing, labels: jaegerLabels(team) };
  return tlsIngress(metadata, "query", settings);
}
