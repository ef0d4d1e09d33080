/** A sidecar: it receives from its own pod, and sends to the agent of the node. */
import type { Shape } from "../../evidence/shape";
import { items, listOf, numberIn, oneOf } from "../../evidence/shape";
import { EXTENSIONS, PROCESSORS, service, spanExporter, limited } from "./common";

const ENDPOINT = (port: number): Shape => ({
  endpoint: `127.0.0.1:${port}`,
  "max_recv_msg_size_mib?": numberIn(1, 64),
  "max_request_body_size?": numberIn(1),
});
const OWN = /\$\{env:MY_(POD_IP|POD_NAME|POD_NAMESPACE|POD_UID|NODE_NAME)\}/;

export const SIDECAR_CONFIGURATION: Shape = {
  receivers: { otlp: { protocols: { grpc: ENDPOINT(4317), http: ENDPOINT(4318) } } },
  processors: {
    ...PROCESSORS,
    "resource/pod?": {
      attributes: listOf({
        action: /insert|upsert/,
        key: /k8s\.(pod\.(ip|name|uid)|namespace\.name|node\.name)/,
        value: OWN,
      }),
    },
  },
  exporters: {
    "otlp_grpc/agent": spanExporter("otel-agent.open-telemetry.svc.cluster.local", {
      // The agent of the same node.
      tls: { insecure: true },
    }),
  },
  extensions: EXTENSIONS,
  service: service(
    ["health_check"],
    {
      "traces?": { receivers: ["otlp"], processors: limited("resource/pod"), exporters: ["otlp_grpc/agent"] },
      "metrics?": { receivers: ["otlp"], processors: limited("resource/pod"), exporters: ["otlp_grpc/agent"] },
    },
    oneOf({ level: "none" }, { level: "normal", readers: items([]) }),
  ),
};
