/** NetworkPolicies that keep the agents from a pod. */
import { agentSelector } from "../../../../contract/collector/chart";
import { denying, type Endpoint } from "../../../live/network/policy";
import { grouped, namesText } from "../../../text";
import { check } from "../../check";
import { NAMESPACES_THERE, NETWORK_POLICIES } from "../../sources/network";
import { ANNOTATED_PODS, isAsking, type Template, templatesOf } from "../../sources/pods";

const METRICS_PORT = /^(.+-)?metrics$/;

/** Ports at which agents scrape a pod. */
function scrapedPorts({ annotations, ports }: Template): number[] {
  const annotated = Number(annotations["port"]);
  if (annotated > 0) return [annotated];
  return ports.filter(({ name }) => METRICS_PORT.test(name)).map(({ number }) => number);
}

const endpointOf = ({ namespace, labels, ports }: Template): Endpoint => ({
  pod: { namespace, labels, ports: Object.fromEntries(ports.map(({ name, number }) => [name, number])) },
});

export const agentsAdmitted = check({
  id: "agents-admitted",
  healthy: "NetworkPolicies let the agents in to every annotated pod",
  severity: "warning",
  hint: "docs/security.md#network-policies",
  needs: { pods: ANNOTATED_PODS, policies: NETWORK_POLICIES, namespaces: NAMESPACES_THERE },
  find: ({ pods, policies, namespaces }, { names, plan }) => {
    // Policies do not apply to what comes from the pod's own node.
    if (plan?.planned.settings.agent.hostNetwork === true) return [];
    const { namespace, release } = names.agent;
    const namespaceLabels = namespaces.find(({ name }) => name === namespace)?.labels ?? {};
    // The address of an agent is that of its pod: it may well be in any range.
    const agent: Endpoint = { pod: { namespace, namespaceLabels, labels: agentSelector(release) } };
    const ofNamespace = new Map(grouped(policies, ({ metadata }) => metadata.namespace));
    return templatesOf(pods.filter(isAsking))
      .filter(({ isInNodeNetwork }) => !isInNodeNetwork)
      .flatMap((pod) => {
        const own = ofNamespace.get(pod.namespace) ?? [];
        const closed = scrapedPorts(pod).flatMap((port) => {
          const denied = denying(own, { from: agent, to: endpointOf(pod), port }, "api");
          return denied.length > 0 ? [{ port, policies: denied.map(({ metadata }) => metadata.name) }] : [];
        });
        if (closed.length === 0) return [];
        return [
          {
            subject: pod.workload,
            text: `no NetworkPolicy of its namespace lets the agents in at port ${namesText(closed.map(({ port }) => String(port)))}, and ${namesText(closed[0]?.policies ?? [])} denies what none allows: its target is down`,
            fix: `Allow ingress from pods of namespace ${namespace} (namespaceSelector with kubernetes.io/metadata.name: ${namespace}) at that port`,
          },
        ];
      });
  },
});
