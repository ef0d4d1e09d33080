/** Whether network policies hold, and what a service mesh does to scrapes. */
import { namesText } from "../../text";
import { found, type Check } from "../finding";
import { isEnforced } from "../../live/network/plugins";
import { ofKind } from "../../live/wanted";

/** NetworkPolicies that nothing enforces protect nothing, and nothing says so. */
export const networkPolicies: Check = (wanted, { workloads, nodes = [] }) => {
  if (!workloads || ofKind(wanted, "NetworkPolicy").length === 0) return [];
  if (isEnforced(workloads, nodes)) return [];
  return [
    found.warning(
      "NetworkPolicies",
      "are perhaps not enforced: no DaemonSet is one of the known network plugins that do so, such as Calico and Cilium",
      "Without one, every pod reaches the stack's ports; docs/security.md says what then still protects them.",
    ),
  ];
};

function isInjected({ labels }: { readonly labels: Readonly<Record<string, string>> }): boolean {
  return (
    labels["istio-injection"] === "enabled" ||
    (labels["istio.io/rev"] !== undefined && labels["istio-injection"] !== "disabled")
  );
}

/** Istio's sidecars in the stack's own namespaces. */
export const injection: Check = (wanted, { namespaces = [] }) => {
  const planned = new Set(wanted.objects.map(({ namespace }) => namespace));
  const injected = namespaces.filter((namespace) => planned.has(namespace.name) && isInjected(namespace));
  return injected.map(({ name }) =>
    found.warning(
      `Namespace ${name}`,
      "has Istio's injection on: sidecars in the stack's pods would need a share of their memory, and their NetworkPolicies do not let a sidecar reach istiod",
      `Take the label off: kubectl label namespace ${name} istio-injection- istio.io/rev-`,
    ),
  );
};

/** Istio that accepts mTLS alone: agents are no part of the mesh. */
export const strictMesh: Check = (_, { strictMesh: policies = [] }) =>
  policies.length === 0
    ? []
    : [
        found.warning(
          "Istio",
          `accepts mTLS alone by PeerAuthentication ${namesText(policies)}: agents, which have no sidecar, scrape pods of the mesh only at the port of Istio's metrics merging`,
          "Leave metrics merging on (Istio's default). For a pod without it, let a PeerAuthentication with portLevelMtls accept its metrics port in plain text.",
        ),
      ];
