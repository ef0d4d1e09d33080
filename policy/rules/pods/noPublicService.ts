import { at, listAt, textAt } from "../../evidence/reading";
import { manifestPolicy } from "../../rule";

/** Nothing of the stack is meant to be reached from outside without an Ingress that asks who comes. */
export const noPublicService = manifestPolicy(
  { name: "no-public-service", description: "Services are reached from within the cluster only." },
  (manifest) => {
    if (manifest["kind"] !== "Service") return [];
    const type = textAt(manifest, "spec", "type");
    const nodePorts = listAt(manifest, "spec", "ports").filter((port) => at(port, "nodePort") !== undefined);
    return [
      ...(["NodePort", "LoadBalancer"].includes(type) ? [`type is ${type}; use ClusterIP.`] : []),
      ...(type === "ClusterIP" && nodePorts.length > 0 ? ["a port has a nodePort."] : []),
      ...(listAt(manifest, "spec", "externalIPs").length > 0 ? ["it has externalIPs."] : []),
    ];
  },
);
