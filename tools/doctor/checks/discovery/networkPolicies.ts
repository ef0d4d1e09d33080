/** NetworkPolicies that keep the agents from a pod. */
import { agentSelector } from "../../../../contract/collector/chart";
import { at, listAt, textAt } from "../../../../policy/evidence/reading";
import { type Labels, selects } from "../../../live/network/selector";
import { grouped, namesText } from "../../../text";
import { check } from "../../check";
import { NAMESPACES_THERE, NETWORK_POLICIES, type PolicyThere } from "../../sources/network";
import { ANNOTATED_PODS, isAsking, type Template, templatesOf } from "../../sources/pods";

/** Who the agents are to a policy. */
interface Agents {
  readonly namespace: string;
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
}

/** Whether a peer of a policy in this namespace is the agents. A range of addresses may well be theirs. */
function isAgents(peer: unknown, namespace: string, agents: Agents): boolean {
  if (at(peer, "ipBlock") !== undefined) return true;
  const ofNamespace = at(peer, "namespaceSelector");
  const isNamespace =
    ofNamespace === undefined ? namespace === agents.namespace : selects(ofNamespace, agents.namespaceLabels);
  return isNamespace && selects(at(peer, "podSelector"), agents.labels);
}

function isPort(allowed: unknown, port: number, { ports }: Template): boolean {
  if ((textAt(allowed, "protocol") || "TCP") !== "TCP") return false;
  const wanted = at(allowed, "port");
  if (wanted === undefined) return true;
  if (typeof wanted === "string") return ports.some(({ name, number }) => name === wanted && number === port);
  const end = Number(at(allowed, "endPort") ?? wanted);
  return port >= Number(wanted) && port <= end;
}

function admits({ ingress = [], namespace }: PolicyThere, port: number, pod: Template, agents: Agents): boolean {
  return ingress.some((rule) => {
    const [peers, ports] = [listAt(rule, "from"), listAt(rule, "ports")];
    return (
      (peers.length === 0 || peers.some((peer) => isAgents(peer, namespace, agents))) &&
      (ports.length === 0 || ports.some((one) => isPort(one, port, pod)))
    );
  });
}

const METRICS_PORT = /^(.+-)?metrics$/;

/** Ports at which agents scrape a pod. */
function scrapedPorts({ annotations, ports }: Template): number[] {
  const annotated = Number(annotations["port"]);
  if (annotated > 0) return [annotated];
  return ports.filter(({ name }) => METRICS_PORT.test(name)).map(({ number }) => number);
}

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
    const agents = { namespace, namespaceLabels, labels: agentSelector(release) };
    const ofNamespace = new Map(grouped(policies, (policy) => policy.namespace));
    return templatesOf(pods.filter(isAsking))
      .filter(({ isInNodeNetwork }) => !isInNodeNetwork)
      .flatMap((pod) => {
        const own = (ofNamespace.get(pod.namespace) ?? []).filter(
          ({ ingress, podSelector }) => ingress !== undefined && selects(podSelector, pod.labels),
        );
        const closed = scrapedPorts(pod).filter(
          (port) => own.length > 0 && !own.some((one) => admits(one, port, pod, agents)),
        );
        if (closed.length === 0) return [];
        return [
          {
            subject: pod.workload,
            text: `no NetworkPolicy of its namespace lets the agents in at port ${namesText(closed.map(String))}, and ${namesText(own.map(({ name }) => name))} denies what none allows: its target is down`,
            fix: `Allow ingress from pods of namespace ${namespace} (namespaceSelector with kubernetes.io/metadata.name: ${namespace}) at that port`,
          },
        ];
      });
  },
});
