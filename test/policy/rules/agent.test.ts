import assert from "node:assert/strict";
import { findingsOf, type RegisteredResource } from "../../../policy/run";
import type { Policy } from "../../../policy/policies";
import { agentDiscoversOwnNode } from "../../../policy/rules/agent/agentDiscoversOwnNode";
import { agentOnEveryNode } from "../../../policy/rules/agent/agentOnEveryNode";
import { agentPresent } from "../../../policy/rules/agent/agentPresent";
import { AGENT_LABELS, chart, configuration, object, resource } from "../resources";

const messages = (policy: Policy, ...resources: RegisteredResource[]) =>
  findingsOf(policy, resources).map(({ message }) => message);

const NODE_NAME = { name: "KUBE_NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } };
const OWN_NODE = { role: "pod", field: "spec.nodeName=${env:KUBE_NODE_NAME}" };

function discovering(discovery: Record<string, unknown>, processors: Record<string, unknown> = {}) {
  const job = { job_name: "pods", kubernetes_sd_configs: [discovery] };
  return { receivers: { "prometheus/x": { config: { scrape_configs: [job] } } }, processors };
}

function daemonSet(kind: string, env: unknown[]) {
  return object(kind, { spec: { template: { metadata: { labels: AGENT_LABELS }, spec: { containers: [{ env }] } } } });
}

describe("agent-on-every-node", () => {
  it("is silent about a DaemonSet that knows its node, as values, at the component and as the chart's child", () => {
    const values = { mode: "daemonset", extraEnvs: [NODE_NAME] };
    const component = resource("gke-telemetry:agent:NodeAgent", "agent", { values });
    assert.deepEqual(messages(agentOnEveryNode, chart(values), component, daemonSet("DaemonSet", [NODE_NAME])), []);
  });

  it("finds another mode and another field, in each of the three places", () => {
    const wrong = { ...NODE_NAME, valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } };
    const values = { mode: "deployment", extraEnvs: [wrong] };
    const component = resource("gke-telemetry:agent:NodeAgent", "agent", { values });
    for (const place of [chart(values), component, daemonSet("Deployment", [wrong])])
      assert.equal(messages(agentOnEveryNode, place).length, 2);
  });

  it("leaves other workloads alone", () => {
    assert.deepEqual(messages(agentOnEveryNode, object("Deployment", { spec: {} })), []);
  });
});

describe("agent-discovers-own-node", () => {
  for (const [what, place] of [
    ["values", (config: object) => chart({ alternateConfig: config })],
    ["a ConfigMap", (config: object) => configuration(config as Record<string, unknown>)],
  ] as const) {
    it(`is silent about the node's own pods, in ${what}`, () => {
      const config = discovering(
        { role: "pod", selectors: [{ role: "pod", field: `status.phase=Running,${OWN_NODE.field}` }] },
        { k8s_attributes: { filter: { node_from_env_var: "KUBE_NODE_NAME" } } },
      );
      assert.deepEqual(messages(agentDiscoversOwnNode, place(config)), []);
    });

    it(`finds what watches the whole cluster, in ${what}`, () => {
      for (const discovery of [
        { role: "pod" },
        { role: "pod", selectors: [{ role: "pod", field: "status.phase=Running" }] },
        { role: "pod", selectors: [{ ...OWN_NODE, role: "service" }] },
        { role: "endpoints", selectors: [OWN_NODE] },
      ])
        assert.equal(
          messages(agentDiscoversOwnNode, place(discovering(discovery))).length,
          1,
          JSON.stringify(discovery),
        );
      assert.deepEqual(
        messages(agentDiscoversOwnNode, place({ processors: { "k8s_attributes/a": {}, k8sattributes: {} } })).length,
        2,
      );
    });
  }
});

describe("agent-present", () => {
  it("is content with values, or with children alone", () => {
    const config = { receivers: { otlp: {} } };
    assert.deepEqual(messages(agentPresent, chart({ alternateConfig: config })), []);
    assert.deepEqual(messages(agentPresent, daemonSet("DaemonSet", []), configuration(config)), []);
  });

  it("says so where the engine shows neither", () => {
    assert.equal(messages(agentPresent, resource("kubernetes:helm.sh/v4:Chart", "otel", {})).length, 2);
  });
});
