import assert from "node:assert/strict";
import { stackNames } from "../../../contract/names";
import { MIGRATION } from "../../../tools/doctor/checks/migration/migration";
import type { Central, Sender } from "../../../tools/doctor/sources/migration";
import { parseSettings } from "../../../settings/parse";

const SETTINGS = parseSettings({
  ...{ environment: "test", cluster: { kind: "existing", name: "test" } },
  migration: { from: { namespace: "observability", service: "otel-collector" } },
});
const EXPECTED = { names: stackNames(SETTINGS.namespaces) };

const CENTRAL: Central = {
  ...{ namespace: "observability", service: "otel-collector", exists: true },
  ...{ externalName: "", readyEndpoints: 2 },
};

function found(id: string, there: Record<string, unknown>) {
  const check = MIGRATION.checks.find((one) => one.id === id);
  assert.ok(check, id);
  return check.find(there, EXPECTED);
}

const sender = (endpoint: string, namespace = "shop"): Sender => ({
  ...{ namespace, workload: `Deployment ${namespace}/cart`, variable: "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint },
});

const pod = (namespace: string, scrape = "true") => ({
  ...{ name: "cart-1", node: "node-1", phase: "Running", isBeingDeleted: false, created: 0 },
  template: { namespace, annotations: { scrape }, labels: {}, ports: [], isInNodeNetwork: false, workload: "" },
});

const namespace = (name: string, labels: Record<string, string> = {}) => ({ name, labels });

describe("doctor in a migration", () => {
  const senders = (...endpoints: Sender[]) => found("sends-to-agents", { central: CENTRAL, senders: endpoints });

  it("names who still sends to the central collector, and the command that changes it", () => {
    const [one] = senders(sender("http://otel-collector.observability:4317"));
    assert.equal(one?.subject, "Deployment shop/cart");
    assert.equal(
      one.fix,
      "kubectl --namespace shop set env deployment/cart OTEL_EXPORTER_OTLP_ENDPOINT=http://otel-agent.open-telemetry.svc.cluster.local:4317",
    );
    const addresses = [
      "otel-collector.observability.svc:4318",
      "https://otel-collector.observability.svc.cluster.local",
    ];
    for (const address of addresses) assert.match(senders(sender(address))[0]?.fix ?? "", /:4318$/);
  });

  it("takes a name without a namespace for the central collector's in its namespace alone", () => {
    assert.equal(senders(sender("http://otel-collector:4317", "observability")).length, 1);
    assert.equal(senders(sender("http://otel-collector:4317", "shop")).length, 0);
    assert.equal(senders(sender("http://otel-collector.observability-2:4317")).length, 0);
    assert.equal(senders(sender("http://otel-agent.open-telemetry.svc.cluster.local:4318")).length, 0);
  });

  it("tells which namespaces are left, and that nobody scrapes them once the central collector has no pod", () => {
    const there = {
      pods: [pod("shop"), pod("pay"), pod("pay"), pod("quiet", "false"), pod("monitoring")],
      namespaces: [namespace("shop", { "gke-telemetry/collected-by": "agents" }), namespace("pay"), namespace("quiet")],
    };
    const both = (central: Central) =>
      ["namespaces-migrated", "namespaces-scraped"].map((id) =>
        found(id, { central, ...there }).map(({ subject }) => subject),
      );
    assert.deepEqual(both(CENTRAL), [["Namespace pay"], []]);
    assert.deepEqual(both({ ...CENTRAL, readyEndpoints: 0 }), [[], ["Namespace pay"]]);
    assert.deepEqual(both({ ...CENTRAL, externalName: "otel-agent.open-telemetry.svc" }), [[], ["Namespace pay"]]);
  });

  it("counts the targets of a namespace that both store", () => {
    const doubled = ["10.0.0.1:80", "10.0.0.2:80"].map((instance) => ({
      ...{ labels: { k8s_namespace_name: "shop", instance }, value: 1 },
    }));
    const [one, ...more] = found("scraped-by-one", { central: CENTRAL, doubled });
    assert.deepEqual(more, []);
    assert.match(one?.text ?? "", /^2 targets of it are in the store twice/);
  });
});
