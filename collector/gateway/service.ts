/** The gateway's headless Service. The chart makes the one with a cluster IP. */
import { GATEWAY_SELECTOR } from "../../contract/collectorChart";
import { labels, NAMES, NAMESPACES } from "../../contract/names";
import type { Requirements } from "../requirements/requirements";

/** Its name resolves to every gateway that is ready, and agents spread their spans by it. */
export function gatewayHeadlessService({ servicePorts }: Requirements) {
  const name = NAMES.traceGatewayHeadless;
  return {
    metadata: { name, namespace: NAMESPACES.tracing, labels: labels(name) },
    spec: { type: "ClusterIP", clusterIP: "None", selector: GATEWAY_SELECTOR, ports: [...servicePorts.otlp] },
  };
}
