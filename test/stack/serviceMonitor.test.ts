import assert from "node:assert/strict";
import { AGENT_SELECTOR } from "../../contract/collector/chart";
import { NAMESPACES } from "../../contract/names";
import type { Plan } from "../../tools/plan/plan";
import { configured } from "../harness/configuredPlan";
import { allowedBy, type NetworkPolicy, READINGS } from "../../tools/live/network/policy";

/** Whether the network policies of a plan let a pod of a namespace ask the agents for their metrics. */
function reaches({ resources }: Plan, namespace: string): boolean {
  const policies = resources.map(({ inputs }) => inputs).filter(({ kind }) => kind === "NetworkPolicy");
  const from = { address: "10.4.0.7", pod: { namespace, labels: { "app.kubernetes.io/name": "prometheus" } } };
  const to = { address: "10.4.0.9", pod: { namespace: NAMESPACES.agent, labels: AGENT_SELECTOR } };
  const connection = { from, to, port: 8888 } as Parameters<typeof allowedBy>[1];
  return allowedBy(policies as unknown as NetworkPolicy[], connection).length === READINGS.length;
}

describe("a ServiceMonitor of the agents", () => {
  const agent = {
    serviceMonitor: true,
    monitorNamespace: "operators",
    monitorLabels: { release: "kube-prometheus-stack" },
  };

  it("can be followed by the operator's Prometheus, and by nobody else", async () => {
    const plan = await configured({ agent });
    assert.ok(reaches(plan, "operators"));
    assert.ok(!reaches(plan, "shop"));
    assert.ok(!reaches(await configured({}), "operators"));
  });

  it("has the labels by which that Prometheus selects it", async () => {
    const { resources } = await configured({ agent });
    const monitor = resources.find(({ inputs }) => inputs["kind"] === "ServiceMonitor");
    const { labels } = monitor?.inputs["metadata"] as { labels: Record<string, string> };
    assert.equal(labels["release"], "kube-prometheus-stack");
    assert.equal(labels["app.kubernetes.io/name"], "otel-agent-metrics");
  });
});
