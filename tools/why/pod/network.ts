/** Whether network policies let the agent connect to the pod. */
import { at, listAt, type Manifest, textAt } from "../../../policy/evidence/reading";
import { denying, type Endpoint, type NetworkPolicy } from "../../live/network/policy";
import { ended, type Finding, noted, passed } from "../answer";
import type { NodeAgent } from "../look/agent";
import { quoted } from "../look/fix";
import { labelsOf, listed, type Look, nameOf, namespaceOf } from "../look/look";
import type { Taken } from "./targets";

function portsByName(pod: Manifest): Record<string, number> {
  const ports = listAt(pod, "spec", "containers").flatMap((container) => listAt(container, "ports"));
  return Object.fromEntries(ports.map((port) => [textAt(port, "name"), Number(at(port, "containerPort"))]));
}

async function endpointOf(look: Look, pod: Manifest): Promise<Endpoint> {
  const address = textAt(pod, "status", "podIP");
  if (at(pod, "spec", "hostNetwork") === true) return { address, isNode: true };
  const namespace = namespaceOf(pod);
  const namespaceLabels = labelsOf(await look.api.get<Manifest>(`/api/v1/namespaces/${namespace}`));
  return { address, pod: { namespace, labels: labelsOf(pod), ports: portsByName(pod), namespaceLabels } };
}

/** A policy of the pod's namespace that lets the agents in. */
function lettingIn(look: Look, pod: Manifest, port: number): string {
  const from = [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": look.names.agent.namespace } } }];
  const own = Object.entries(labelsOf(pod)).filter(([key]) => !/(?:-hash|pod-index|pod-name)$/.test(key));
  const matchLabels = Object.fromEntries(own);
  const policy = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "allow-telemetry", namespace: namespaceOf(pod) },
    spec: { podSelector: { matchLabels }, policyTypes: ["Ingress"], ingress: [{ from, ports: [{ port }] }] },
  };
  return `echo ${quoted(JSON.stringify(policy))} | kubectl apply --filename -`;
}

/** The port of a URL, whatever number it has. */
const portOf = (url: string) =>
  Number(/^[a-z]+:\/\/[^/?]*:(\d+)(?:[/?]|$)/.exec(url)?.[1] ?? (url.startsWith("https:") ? 443 : 80));

/**
 * The station of network policies.
 *
 * @param isUp whether the last scrape succeeded, which proves more than any policy says
 */
export async function letsIn(
  look: Look,
  agent: NodeAgent,
  pod: Manifest,
  taken: Taken,
  isUp: boolean,
): Promise<Finding> {
  if (!agent.pod) return passed("there is no agent yet");
  const namespaces = [...new Set([namespaceOf(pod), namespaceOf(agent.pod)])];
  const lists = await Promise.all(
    namespaces.map((namespace) => listed(look, `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`)),
  );
  const policies = lists.flat() as unknown as readonly NetworkPolicy[];
  const [from, to] = await Promise.all([endpointOf(look, agent.pod), endpointOf(look, pod)]);
  for (const { target } of taken.targets) {
    const port = portOf(target.url);
    const denied = denying(policies, { from, to, port }, "api");
    if (denied.length === 0) continue;
    const names = denied.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).join(", ");
    const text = `NetworkPolicy ${names} lets no agent connect to port ${port}`;
    const ofPod = denied.some(({ metadata }) => metadata.namespace === namespaceOf(pod));
    const fix = ofPod
      ? { text: "Let the agents in:", commands: [lettingIn(look, pod, port)] }
      : { text: "It is one of the agents' own: an update makes it anew.", commands: ["npm run up -- --stack NAME"] };
    return isUp
      ? noted(`${text}; the scrape succeeds all the same, so that policies are not enforced here`, fix)
      : ended(text, fix);
  }
  const own = policies.filter(({ metadata }) => metadata.namespace === namespaceOf(pod)).length;
  return passed(
    own === 0
      ? `namespace ${namespaceOf(pod)} has no network policy`
      : `the network policies let the agent connect to ${nameOf(pod)}`,
  );
}
