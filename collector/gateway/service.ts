/** The gateway's headless Service. The chart makes the one with a cluster IP. */
import { gatewaySelector } from "../../contract/collectorChart";
import { labels, type TraceNames, traceNames } from "../../contract/names";
import type { Requirements } from "../requirements/requirements";

/**
 * Its name resolves to every gateway that is ready, and agents spread their spans by it.
 *
 * @param names names of the pipeline. Default: those of the stack's own
 */
export function gatewayHeadlessService({ servicePorts }: Requirements, names: TraceNames = traceNames()) {
  const { gateway, gatewayHeadless: name, namespace } = names;
  return {
    metadata: { name, namespace, labels: labels(name) },
    spec: { type: "ClusterIP", clusterIP: "None", selector: gatewaySelector(gateway), ports: [...servicePorts.otlp] },
  };
}
