/** The table of connections in `docs/security.md`, made from the same list as the network policies. */
import { applicationPorts } from "../../collector/agent/config";
import { networkEdges } from "../../workloads/network/connections";
import type { Edge, Peer } from "../../workloads/network/peers";
import { type OptionalSection, settingsSchema } from "../../settings/schema/settings";

const BEGIN = "<!-- edges:begin -->";
const END = "<!-- edges:end -->";

/** Settings of a stack that has every part, in an existing cluster. */
const EVERYTHING = settingsSchema.parse({
  environment: "docs",
  cluster: { kind: "existing", name: "docs" },
  agent: { trustedNamespaces: ["observability"] },
  alerts: {
    alertmanager: {
      ...{ kind: "own", defaultReceiver: "slack" },
      receivers: [
        { name: "slack", kind: "slack" },
        {
          name: "mail",
          kind: "email",
          to: ["to@example.com"],
          from: "from@example.com",
          smarthost: "smtp.gmail.com:587",
        },
      ],
      routes: [{ receiver: "mail", severities: ["info"] }],
    },
  },
  grafana: { ingress: { host: "grafana.example.com", tlsSecretName: "grafana-tls" } },
  tracing: {
    ...{ sampling: { kind: "tail" }, protocols: ["jaeger", "zipkin"] },
    teams: [{ name: "shop", namespaces: ["shop"] }],
  },
  logs: { kind: "victorialogs" },
  exporters: [
    {
      name: "vendor",
      signals: ["metrics", "traces", "logs"],
      endpoint: "https://otlp.example.com",
    },
  ],
  demo: { hotrod: true, metrics: true },
  migration: { from: { namespace: "observability", service: "otel-collector" } },
  collectorImage: {},
} satisfies Record<OptionalSection, object> & Record<string, unknown>);

const shown = (peer: Peer) => (peer.kind === "part" ? `\`${peer.name}\`` : peer.name);

function portsText({ ports }: Edge): string {
  if (ports.length === 0) return "all TCP";
  return ports.map(({ port, protocol }) => (protocol === "UDP" ? `${port}/UDP` : String(port))).join(", ");
}

/** The table: one row for each connection. */
function edgesTable(): string {
  const rows = networkEdges(EVERYTHING, applicationPorts(EVERYTHING.tracing?.protocols ?? [])).map((edge) => [
    shown(edge.from),
    shown(edge.to),
    portsText(edge),
    edge.why,
  ]);
  return [["from", "to", "ports", "purpose"], ["---", "---", "---", "---"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |\n`)
    .join("");
}

/**
 * The document with the table between its two marks.
 *
 * @throws where a mark is missing
 */
export function withEdges(document: string): string {
  const [before, rest] = document.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`the document has no ${BEGIN} and ${END}`);
  return `${before}${BEGIN}\n\n${edgesTable()}\n${END}${after}`;
}
