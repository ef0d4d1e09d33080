import assert from "node:assert/strict";
import { type Endpoint, isAllowed, type NetworkPolicy } from "../../harness/networkPolicy";
import { AT, type Case, connection, full, type Name, TRACING } from "./endpoints";

const GKE = { kind: "gke", name: "g", project: "acme-prod", location: "europe-west1" };

/** Every arrow of docs/architecture.md and of the traces' way. */
const NEEDED: readonly Case[] = [
  ["agent", "dns", 53, "UDP"],
  ["agent", "dns", 53],
  ["agent", "nodeDns", 53, "UDP"],
  ["agent", "metadataServer", 53, "UDP"],
  ["grafana", "dns", 53, "UDP"],
  ["gateway", "dns", 53, "UDP"],
  ["sampler", "dns", 53, "UDP"],
  ["hotrod", "dns", 53, "UDP"],
  ["agent", "apiServer", 443],
  ["agent", "application", 8080],
  ["agent", "application", 31_337],
  ["agent", "node", 9100],
  ["agent", "nodeExporter", 9100],
  ["agent", "grafana", 3000],
  ["agent", "prometheus", 9090],
  ["agent", "gateway", 4317],
  ["agent", "gateway", 8888],
  ["agent", "sampler", 8888],
  ["agent", "jaeger", 8888],
  ["agent", "hotrod", 8080],
  ["agent", "metricsDemo", 9898],
  ["application", "agent", 4317],
  ["application", "agent", 4318],
  ["hotrod", "agent", 4318],
  ["grafana", "prometheus", 9090],
  ["grafana", "jaeger", 16_686],
  ["grafana", "shopJaeger", 16_686],
  ["gateway", "prometheus", 9090],
  ["gateway", "sampler", 4317],
  ["sampler", "jaeger", 4317],
  ["sampler", "shopJaeger", 4317],
  ["application", "shopJaeger", 16_686],
];

/** What nobody has a reason for. */
const FORBIDDEN: readonly Case[] = [
  ["application", "prometheus", 9090],
  ["application", "grafana", 3000],
  ["application", "nodeExporter", 9100],
  ["application", "agent", 4316],
  ["application", "agent", 8888],
  ["application", "agent", 13_133],
  ["application", "gateway", 4317],
  ["application", "sampler", 4317],
  ["application", "jaeger", 4317],
  ["application", "jaeger", 16_686],
  ["otherApplication", "shopJaeger", 16_686],
  ["intruder", "prometheus", 9090],
  ["intruder", "internet", 443],
  ["intruder", "dns", 53, "UDP"],
  ["internet", "agent", 4317],
  ["internet", "prometheus", 9090],
  ["internet", "grafana", 3000],
  ["prometheus", "internet", 443],
  ["prometheus", "dns", 53, "UDP"],
  ["prometheus", "agent", 4317],
  ["grafana", "internet", 443],
  ["grafana", "agent", 4317],
  ["grafana", "nodeExporter", 9100],
  ["grafana", "apiServer", 443],
  ["nodeExporter", "internet", 443],
  ["nodeExporter", "prometheus", 9090],
  ["nodeExporter", "dns", 53, "UDP"],
  ["agent", "internet", 80],
  ["agent", "internet", 9090],
  ["agent", "internet", 53, "UDP"],
  ["agent", "application", 8080, "UDP"],
  ["gateway", "internet", 443],
  ["gateway", "agent", 4317],
  ["gateway", "apiServer", 443],
  ["sampler", "prometheus", 9090],
  ["sampler", "internet", 443],
  ["jaeger", "internet", 443],
  ["jaeger", "prometheus", 9090],
  ["hotrod", "prometheus", 9090],
  ["hotrod", "internet", 443],
  ["metricsDemo", "agent", 4317],
  ["metricsDemo", "internet", 443],
];

describe("network policies", () => {
  for (const one of NEEDED)
    it(`let ${one.join(" ")} through`, () => {
      assert.equal(isAllowed(full(), connection(one)), true);
    });

  for (const one of FORBIDDEN)
    it(`refuse ${one.join(" ")}`, () => {
      assert.equal(isAllowed(full(), connection(one), "match pods"), false);
    });

  it("deny all connections of other pods in every namespace of the stack", () => {
    const denying = full().filter(({ metadata }) => metadata.name === "default-deny");
    assert.deepEqual(denying.map(({ metadata }) => metadata.namespace).sort(), [
      ...["monitoring", "node-exporter", "open-telemetry", "telemetry-demo", "tracing"],
    ]);
    for (const { spec } of denying) assert.deepEqual(spec, { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  });

  it("allow agents to connect to the API server, on GKE only at private addresses", () => {
    const toApi = (to: Name, port: number) => connection(["agent", to, port]);
    assert.equal(isAllowed(full(), toApi("publicApiServer", 6443)), true);
    const gke = full({ cluster: GKE });
    assert.equal(isAllowed(gke, toApi("apiServer", 443)), true);
    assert.equal(isAllowed(gke, toApi("publicApiServer", 443)), false);
    assert.equal(isAllowed(gke, toApi("internet", 443)), false);
  });

  it("allow legacy protocols if agents receive them", () => {
    const jaegerUdp: Case = ["application", "agent", 6831, "UDP"];
    assert.equal(isAllowed(full(), connection(jaegerUdp), "match pods"), false);
    const older = full({ tracing: { ...TRACING, protocols: ["jaeger", "zipkin"] } });
    for (const one of [jaegerUdp, ["application", "agent", 9411] as const, ["application", "agent", 14_250] as const])
      assert.equal(isAllowed(older, connection(one)), true, one.join(" "));
  });

  it("allow pods of trusted namespaces alone to send to the gateway", () => {
    const toGateway = connection(["application", "gateway", 4317]);
    const sidecars = full({ tracing: { ...TRACING, sidecars: true } });
    assert.equal(isAllowed(sidecars, toGateway, "match pods"), false);
    const trusted = full({ agent: { trustedNamespaces: ["shop"] } });
    assert.equal(isAllowed(trusted, toGateway), true);
    const other = full({ agent: { trustedNamespaces: ["observability"] } });
    assert.equal(isAllowed(other, toGateway, "match pods"), false);
  });

  it("allow the gateway to write to Jaeger if there are no samplers", () => {
    const policies = full({ tracing: {} });
    assert.equal(isAllowed(policies, connection(["gateway", "jaeger", 4317])), true);
    assert.ok(!policies.some(({ metadata }) => metadata.name === "trace-sampler"));
  });

  it("allow agents and Grafana to connect only to the port of a remote endpoint", () => {
    const url = "https://mimir.example.com:8443/api/v1/push";
    const policies = full({ metrics: { kind: "remote", url } });
    for (const from of ["agent", "grafana", "gateway"] as const) {
      assert.equal(isAllowed(policies, connection([from, "internet", 8443])), true, from);
      assert.equal(isAllowed(policies, connection([from, "internet", 25])), false, from);
    }
  });

  it("allow all ports of the pods of a remote endpoint in the cluster", () => {
    const policies = full({ metrics: { kind: "remote", url: "http://mimir.other.svc:80/api/v1/push" } });
    assert.equal(isAllowed(policies, connection(["grafana", "otherApplication", 8080])), true);
    assert.equal(isAllowed(policies, connection(["grafana", "application", 8080])), false);
  });

  it("allow the nodes' addresses for agents in the node's network", () => {
    const policies = full({ agent: { hostNetwork: true } });
    assert.ok(!policies.some(({ metadata }) => metadata.name === "otel-agent"));
    for (const [to, port] of [
      ["prometheus", 9090],
      ["grafana", 3000],
      ["gateway", 4317],
    ] as const)
      assert.equal(isAllowed(policies, { from: AT.node, to: AT[to], port }), true, to);
    assert.equal(isAllowed(policies, { from: AT.hotrod, to: AT.node, port: 4318 }), true);
    assert.equal(isAllowed(policies, { from: AT.internet, to: AT.prometheus, port: 9090 }), false);
  });

  it("allow an ingress controller to connect to Grafana, and Grafana to its identity provider, if they are set", () => {
    const ingress = { host: "grafana.example.com", tlsSecretName: "tls" };
    const oauth = {
      clientId: "grafana",
      ...{ authUrl: "https://a.example.com/", tokenUrl: "https://a.example.com/t", apiUrl: "https://b.example.com/u" },
      allowedDomains: ["example.com"],
    };
    const controller: Endpoint = {
      address: "10.4.0.30",
      pod: { namespace: "web", labels: {}, namespaceLabels: { "gke-telemetry/ingress-controller": "true" } },
    };
    const google: Endpoint = { address: "35.191.3.4" };
    const reaches = (from: Endpoint, policies: NetworkPolicy[]) =>
      isAllowed(policies, { from, to: AT.grafana, port: 3000 }, "match pods");
    const open = full({ grafana: { ingress, oauth } });
    assert.deepEqual(
      [controller, google, AT.internet, AT.application].map((from) => reaches(from, open)),
      [...[true, true, false, false]],
    );
    assert.equal(reaches(google, full({ grafana: { ingress: { ...ingress, className: "nginx" } } })), false);
    assert.equal(reaches(controller, full()), false);
    assert.equal(isAllowed(open, connection(["grafana", "internet", 443])), true);
    assert.equal(isAllowed(full({ grafana: { ingress } }), connection(["grafana", "internet", 443])), false);
  });

  it("are byte-equal for equal settings", () => {
    assert.equal(JSON.stringify(full()), JSON.stringify(full()));
  });
});
