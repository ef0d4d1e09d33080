import assert from "node:assert/strict";
import { allowedBy, type Endpoint, type NetworkPolicy, READINGS } from "../../../tools/live/network/policy";
import { FORBIDDEN, NEEDED } from "./cases";
import { AT, type Case, connection, full, type Name, TRACING } from "./endpoints";

const GKE = { kind: "gke", name: "g", project: "acme-prod", location: "europe-west1" };

const IN_CLUSTER = { kind: "remote", url: "http://mimir.other.svc:80/api/v1/push" };

/** Every network lets it through, and every network refuses it. */
const allowed = (policies: NetworkPolicy[], one: Parameters<typeof allowedBy>[1]) => {
  assert.deepEqual(allowedBy(policies, one), [...READINGS]);
};
const refused = (policies: NetworkPolicy[], one: Parameters<typeof allowedBy>[1]) => {
  assert.deepEqual(allowedBy(policies, one), []);
};

describe("network policies", () => {
  for (const one of NEEDED)
    it(`let ${one.join(" ")} through`, () => {
      allowed(full(), connection(one));
    });

  for (const one of FORBIDDEN)
    it(`refuse ${one.join(" ")}`, () => {
      refused(full(), connection(one));
    });

  it("deny all connections of other pods in every namespace of the stack", () => {
    const denying = full().filter(({ metadata }) => metadata.name === "default-deny");
    assert.deepEqual(denying.map(({ metadata }) => metadata.namespace).sort(), [
      ...["monitoring", "node-exporter", "object-metrics", "open-telemetry", "telemetry-demo", "tracing"],
    ]);
    for (const { spec } of denying) assert.deepEqual(spec, { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  });

  it("have no endPort, which Cilium before 1.16 ignores", () => {
    for (const values of [{}, { cluster: GKE }, { agent: { hostNetwork: true } }, { metrics: IN_CLUSTER }])
      assert.ok(!JSON.stringify(full(values)).includes("endPort"));
  });

  it("allow agents to connect to the API server, on GKE only at private addresses", () => {
    const toApi = (to: Name, port: number) => connection(["agent", to, port]);
    allowed(full(), toApi("publicApiServer", 6443));
    const gke = full({ cluster: GKE });
    allowed(gke, toApi("apiServer", 443));
    refused(gke, toApi("publicApiServer", 443));
    refused(gke, toApi("internet", 443));
  });

  it("allow agents to connect to an API server on a node, where the cluster is not GKE's", () => {
    allowed(full(), connection(["agent", "node", 6443]));
  });

  it("allow agents to scrape pods in the node's network where an ipBlock matches nodes", () => {
    assert.deepEqual(allowedBy(full(), connection(["agent", "node", 9100])), ["api"]);
  });

  it("allow agents to scrape node exporters in the node's network", () => {
    for (const cluster of [undefined, GKE]) {
      const policies = full({ ...(cluster && { cluster }), nodeExporter: { hostNetwork: true } });
      allowed(policies, connection(["agent", "node", 9100]));
    }
  });

  it("allow legacy protocols if agents receive them", () => {
    const jaegerUdp: Case = ["application", "agent", 6831, "UDP"];
    refused(full(), connection(jaegerUdp));
    const older = full({ tracing: { ...TRACING, protocols: ["jaeger", "zipkin"] } });
    for (const one of [jaegerUdp, ["application", "agent", 9411] as const, ["application", "agent", 14_250] as const])
      allowed(older, connection(one));
  });

  it("allow pods of trusted namespaces alone to send to the gateway", () => {
    const toGateway = connection(["application", "gateway", 4319]);
    refused(full({ tracing: { ...TRACING, sidecars: true } }), toGateway);
    allowed(full({ agent: { trustedNamespaces: ["shop"] } }), toGateway);
    refused(full({ agent: { trustedNamespaces: ["observability"] } }), toGateway);
  });

  it("allow the gateway to write to Jaeger if there are no samplers", () => {
    const policies = full({ tracing: {} });
    allowed(policies, connection(["gateway", "jaeger", 4317]));
    assert.ok(!policies.some(({ metadata }) => metadata.name === "trace-sampler"));
  });

  it("allow agents and Grafana to connect only to the port of a remote endpoint", () => {
    const url = "https://mimir.example.com:8443/api/v1/push";
    const policies = full({ metrics: { kind: "remote", url } });
    for (const from of ["agent", "grafana", "gateway"] as const) {
      allowed(policies, connection([from, "internet", 8443]));
      refused(policies, connection([from, "internet", 25]));
    }
  });

  for (const host of ["mimir.other.svc", "mimir.other.svc.cluster.local", "mimir-0.mimir.other.svc", "mimir.other"])
    it(`allow all ports of the pods of ${host}`, () => {
      const policies = full({ metrics: { kind: "remote", url: `http://${host}:80/api/v1/push` } });
      for (const from of ["grafana", "gateway", "agent"] as const)
        allowed(policies, connection([from, "otherApplication", 8080]));
      refused(policies, connection(["grafana", "application", 8080]));
    });

  it("allow the port of a host of two labels at any address, too, which may be a public name", () => {
    const policies = full({ metrics: { kind: "remote", url: "https://example.com/api/v1/push" } });
    allowed(policies, connection(["grafana", "internet", 443]));
    refused(policies, connection(["grafana", "internet", 80]));
  });

  it("allow anyone at the ports of the agents' peers if agents are in the node's network", () => {
    for (const cluster of [undefined, GKE]) {
      const policies = full({ ...(cluster && { cluster }), agent: { hostNetwork: true } });
      assert.ok(!policies.some(({ metadata }) => metadata.name === "otel-agent"));
      for (const [to, port] of [
        ["prometheus", 9090],
        ["grafana", 3000],
        ["gateway", 4317],
        ["sampler", 8888],
        ["jaeger", 8888],
      ] as const)
        allowed(policies, connection(["node", to, port]));
      allowed(policies, connection(["hotrod", "node", 4318]));
      refused(policies, connection(["node", "jaeger", 4317]));
      refused(policies, connection(["node", "sampler", 4317]));
      refused(policies, connection(["hotrod", "node", 4317]));
    }
  });

  it("allow an ingress controller to connect to a page, and Grafana to its identity provider, if they are set", () => {
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
    const to = (from: Endpoint) => ({ from, to: AT.grafana, port: 3000 });
    const open = full({ grafana: { ingress, oauth }, tracing: { ...TRACING, defaultIngress: ingress } });
    for (const from of [controller, google]) {
      allowed(open, to(from));
      allowed(open, { from, to: AT.jaeger, port: 16_686 });
      refused(open, { from, to: AT.shopJaeger, port: 16_686 });
    }
    for (const from of [AT.internet, AT.application]) refused(open, to(from));
    const served = (values: object) => full({ grafana: { ingress: { ...ingress, ...values } } });
    for (const values of [{ className: "gce" }, { kind: "gateway" }, { kind: "gateway", className: "gke-l7-gxlb" }])
      allowed(served(values), to(google));
    for (const values of [{ className: "nginx" }, { kind: "gateway", className: "istio" }])
      refused(served(values), to(google));
    refused(full(), to(controller));
    allowed(open, connection(["grafana", "internet", 443]));
    refused(full({ grafana: { ingress } }), connection(["grafana", "internet", 443]));
  });

  it("have no edge from Grafana if there is none", () => {
    refused(full({ grafana: { enabled: false } }), connection(["grafana", "jaeger", 16_686]));
  });

  it("are byte-equal for equal settings", () => {
    assert.equal(JSON.stringify(full()), JSON.stringify(full()));
  });
});
