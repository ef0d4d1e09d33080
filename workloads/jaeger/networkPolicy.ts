/** Clients of a team's Jaeger: its namespaces and Grafana query, gateway and samplers write, agents scrape. */
import { agentNames, labels, type Placement, PLACEMENTS, type TraceNames, traceNames } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import { GOOGLE_LOAD_BALANCERS, INGRESS_CONTROLLER_LABEL, isGoogles } from "../network/ingress";
import { inNamespace, tcpPort } from "../network/peers";
import { type JaegerInput, jaegerMetadata, type JaegerSurroundings } from "./input";

/** The NetworkPolicy of a team's Jaeger, which itself opens no connection. */
export function jaegerNetworkPolicy(
  input: JaegerInput,
  { traces = traceNames(), grafana = PLACEMENTS.grafana, agentNamespace = agentNames().namespace }: JaegerSurroundings,
) {
  const { name: team, namespaces, ingress, agentsOnNodeNetwork } = input;
  const metadata = jaegerMetadata(team, traces.namespace);
  return {
    apiVersion: "networking.k8s.io/v1" as const,
    kind: "NetworkPolicy" as const,
    metadata,
    spec: {
      podSelector: { matchLabels: metadata.labels },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [
            ...readers(namespaces, grafana),
            ...(ingress === undefined ? [] : ingressControllers(ingress.className)),
          ],
          ports: [tcpPort(PORTS.jaegerQuery)],
        },
        { from: senders(traces), ports: [tcpPort(PORTS.otlpGrpc), tcpPort(PORTS.otlpHttp)] },
        {
          // Agents in the nodes' network have the nodes' addresses, so every pod there can scrape. The metrics contain
          // no traces.
          ...(agentsOnNodeNetwork ? {} : { from: [inNamespace(agentNamespace)] }),
          ports: [tcpPort(PORTS.jaegerMetrics)],
        },
      ],
      egress: [],
    },
  };
}

/** Gateway and samplers, by the label that their charts give them. */
function senders({ gateway, sampler }: TraceNames) {
  const matchExpressions = [{ key: "app.kubernetes.io/instance", operator: "In", values: [gateway, sampler] }];
  return [{ podSelector: { matchExpressions } }];
}

function readers(namespaces: readonly string[], { name, namespace }: Placement) {
  return [{ ...inNamespace(namespace), podSelector: { matchLabels: labels(name) } }, ...namespaces.map(inNamespace)];
}

/** A controller in the cluster by its namespace's label; Google's, which is outside, by its addresses. */
function ingressControllers(className: string | undefined) {
  return [
    { namespaceSelector: { matchLabels: { [INGRESS_CONTROLLER_LABEL]: "true" } } },
    ...(isGoogles(className) ? GOOGLE_LOAD_BALANCERS.map((cidr) => ({ ipBlock: { cidr } })) : []),
  ];
}
