/** Who reaches a team's Jaeger: its own namespaces and Grafana to look, gateway and samplers to write, agents to scrape. */
import { jaegerName, labels, NAMES, NAMESPACES, PORTS } from "../../contract/names";
import { GOOGLE_LOAD_BALANCERS, INGRESS_CONTROLLER_LABEL, isGoogles } from "../network/ingress";
import { inNamespace, tcpPort } from "../network/peers";
import { type JaegerInput, jaegerLabels } from "./input";

/** The policy of a team's Jaeger, which itself asks nobody for anything. */
export function jaegerNetworkPolicy(input: JaegerInput) {
  const { name: team, namespaces, ingress, agentsOnNodeNetwork } = input;
  return {
    apiVersion: "networking.k8s.io/v1" as const,
    kind: "NetworkPolicy" as const,
    metadata: { name: jaegerName(team), namespace: NAMESPACES.tracing, labels: jaegerLabels(team) },
    spec: {
      podSelector: { matchLabels: jaegerLabels(team) },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [...readers(namespaces), ...(ingress === undefined ? [] : ingressControllers(ingress.className))],
          ports: [tcpPort(PORTS.jaegerQuery)],
        },
        { from: SENDERS, ports: [tcpPort(PORTS.otlpGrpc), tcpPort(PORTS.otlpHttp)] },
        {
          // Agents in the nodes' network have the nodes' addresses; whoever reads these numbers learns no trace.
          ...(agentsOnNodeNetwork ? {} : { from: [inNamespace(NAMESPACES.agent)] }),
          ports: [tcpPort(PORTS.jaegerMetrics)],
        },
      ],
      egress: [],
    },
  };
}

/** Gateway and samplers, by the label that their charts give them. */
const SENDERS = [
  {
    podSelector: {
      matchExpressions: [
        {
          key: "app.kubernetes.io/instance",
          operator: "In",
          values: [NAMES.traceGateway, NAMES.traceSampler],
        },
      ],
    },
  },
];

function readers(namespaces: readonly string[]) {
  return [
    { ...inNamespace(NAMESPACES.monitoring), podSelector: { matchLabels: labels(NAMES.grafana) } },
    ...namespaces.map(inNamespace),
  ];
}

/** A controller in the cluster by its namespace's label; Google's, which is outside, by its addresses. */
function ingressControllers(className: string | undefined) {
  return [
    { namespaceSelector: { matchLabels: { [INGRESS_CONTROLLER_LABEL]: "true" } } },
    ...(isGoogles(className) ? GOOGLE_LOAD_BALANCERS.map((cidr) => ({ ipBlock: { cidr } })) : []),
  ];
}
