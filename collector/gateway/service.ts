/** The gateway's headless Service. The chart creates the Service with a cluster IP. */
import { gatewaySelector } from "../../contract/collector/chart";
import { labels, type TraceNames, traceNames } from "../../contract/names";
import type { Requirements } from "../requirements/requirements";

/**
 * Its name resolves to every ready gateway, and agents distribute their spans over these.
 *
 * @param names names of the pipeline's collectors. Default: `traceNames()`, those of the stack
 */
export function gatewayHeadlessService({ servicePorts }: Requirements, names: TraceNames = traceNames()) {
  const { gateway, gatewayHeadless: name, namespace } = names;
  return {
    metadata: { name, namespace, labels: labels(name) },
    spec: { type: "ClusterIP", clusterIP: "None", selector: gatewaySelector(gateway), ports: [...servicePorts.otlp] },
  };
}
