import assert from "node:assert/strict";
import { jaegerManifests } from "../../../workloads/jaeger/manifests";
import type { JaegerInput } from "../../../workloads/jaeger/input";

const defaults: JaegerInput = {
  name: "payments",
  namespaces: ["shop", "till"],
  agentsOnNodeNetwork: false,
  storage: { kind: "memory", maxTraces: 1000 },
};

const policy = (input: Partial<JaegerInput> = {}) => jaegerManifests({ ...defaults, ...input }).networkPolicy.spec;

function from(port: number, input: Partial<JaegerInput> = {}): unknown[] {
  return policy(input)
    .ingress.filter((rule) => rule.ports.some((one) => one.port === port))
    .flatMap((rule): readonly unknown[] => ("from" in rule ? rule.from : ["everybody"]));
}

const inNamespace = (name: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});

const GRAFANA = {
  ...inNamespace("monitoring"),
  podSelector: {
    matchLabels: { "app.kubernetes.io/name": "grafana", "app.kubernetes.io/part-of": "gke-telemetry" },
  },
};

describe("a Jaeger's network policy", () => {
  it("lets the team's own namespaces and Grafana look, and nobody else", () => {
    assert.deepEqual(from(16_686), [GRAFANA, inNamespace("shop"), inNamespace("till")]);
    assert.deepEqual(from(16_686, { namespaces: [] }), [GRAFANA]);
  });

  it("lets gateways and samplers write, which live beside it, and nobody else", () => {
    const senders = [
      {
        podSelector: {
          matchExpressions: [
            { key: "app.kubernetes.io/instance", operator: "In", values: ["trace-gateway", "trace-sampler"] },
          ],
        },
      },
    ];
    assert.deepEqual(from(4317), senders);
    assert.deepEqual(from(4318), senders);
  });

  it("lets the agents read its metrics", () => {
    assert.deepEqual(from(8888), [inNamespace("open-telemetry")]);
    assert.deepEqual(from(8888, { agentsOnNodeNetwork: true }), ["everybody"]);
  });

  it("lets it ask nobody for anything", () => {
    assert.deepEqual(policy().policyTypes, ["Ingress", "Egress"]);
    assert.deepEqual(policy().egress, []);
  });

  it("lets an ingress controller in only where the page is served outside, by the label of its namespace", () => {
    const ingress = { host: "jaeger.example.com", tlsSecretName: "tls", className: "nginx", annotations: {} };
    assert.deepEqual(from(16_686, { ingress, namespaces: [] }), [
      GRAFANA,
      { namespaceSelector: { matchLabels: { "gke-telemetry/ingress-controller": "true" } } },
    ]);
  });

  it("lets Google's load balancers in where they may be the controller", () => {
    for (const className of [undefined, "gce", "gce-internal"]) {
      const ingress = { host: "jaeger.example.com", tlsSecretName: "tls", className, annotations: {} };
      const ranges = from(16_686, { ingress }).flatMap(
        (peer) => (peer as { ipBlock?: { cidr: string } }).ipBlock ?? [],
      );
      assert.deepEqual(ranges, [{ cidr: "35.191.0.0/16" }, { cidr: "130.211.0.0/22" }]);
    }
  });

  it("selects the team's own pod", () => {
    const { networkPolicy, statefulSet } = jaegerManifests(defaults);
    assert.deepEqual(networkPolicy.spec.podSelector, statefulSet.spec.selector);
    assert.equal(networkPolicy.metadata.namespace, statefulSet.metadata.namespace);
  });
});
