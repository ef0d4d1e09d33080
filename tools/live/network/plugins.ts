/** Whether something enforces NetworkPolicies, as far as it can be seen. */

/** Images and names of DaemonSets that enforce NetworkPolicies. */
const ENFORCERS =
  /calico|canal|cilium|anetd|antrea|kube-router|weave|azure-npm|ovnkube|kindnet|aws-network-policy-agent|kube-network-policies|romana|nsx|kube-ovn/;

/** Distributions whose kubelets' versions say that they enforce NetworkPolicies themselves. */
const ENFORCING_DISTRIBUTION = "+k3s";

interface NamedWorkload {
  readonly kind: string;
  readonly name: string;
  readonly images: readonly string[];
}

/** @param nodes with the versions of their kubelets */
export function isEnforced(
  workloads: readonly NamedWorkload[],
  nodes: readonly { readonly version: string }[],
): boolean {
  const isPlugin = ({ kind, name, images }: NamedWorkload) =>
    kind === "DaemonSet" && [name, ...images].some((text) => ENFORCERS.test(text));
  return workloads.some(isPlugin) || nodes.some(({ version }) => version.includes(ENFORCING_DISTRIBUTION));
}
