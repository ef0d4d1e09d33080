import { at, listAt, textAt } from "../../evidence/reading";
import { manifestPolicy } from "../../rule";

/** Access from outside the cluster goes through an Ingress with authentication, never through a Service. */
export const noPublicService = manifestPolicy(
  { name: "no-public-service", description: "Services are reachable from within the cluster only." },
  (manifest) => {
    if (manifest["kind"] !== "Service") return [];
    const type = textAt(manifest, "spec", "type");
    const nodePorts = listAt(manifest, "spec", "ports").filter((port) => at(port, "nodePort") !== undefined);
    return [
      ...(["NodePort", "LoadBalancer"].includes(type) ? [`the type is ${type}; use ClusterIP.`] : []),
      ...(type === "ClusterIP" && nodePorts.length > 0 ? ["a port has a nodePort."] : []),
      ...(listAt(manifest, "spec", "externalIPs").length > 0 ? ["it sets externalIPs."] : []),
    ];
  },
);
