import assert from "node:assert/strict";
import { AGENT_SELECTOR } from "../../contract/collector/chart";
import { NAMESPACES } from "../../contract/names";
import type { Plan } from "../../tools/plan/plan";
import { kindsOfNewCluster } from "../../tools/preflight/checks/versions";
import { configured } from "../harness/configuredPlan";
import { allowedBy, type NetworkPolicy, READINGS } from "../../tools/live/network/policy";
import { emptyCluster } from "../tools/preflight/emptyCluster";
import { assertOne, told, wantedBy } from "../tools/preflight/told";

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

  it("is refused where the operator's kinds are not: in an existing cluster, in a GKE cluster, and before it is there", async () => {
    const gke = { kind: "gke", name: "telemetry", project: "acme-dev", location: "europe-west1-b" };
    for (const change of [{}, { cluster: gke }]) {
      const wanted = await wantedBy({ agent, ...change });
      const { kinds } = emptyCluster(wanted);
      assert.deepEqual(told(wanted), []);
      const without = new Set([...kinds].filter((kind) => !kind.startsWith("monitoring.coreos.com/")));
      assertOne(
        told(wanted, { kinds: without }),
        /^problem: ServiceMonitor .*Install the CRDs of the Prometheus operator\.$/,
      );
    }
    const [finding, ...others] = kindsOfNewCluster(await wantedBy({ agent, cluster: gke }));
    assert.match(
      `${finding?.level} ${finding?.subject} ${finding?.fix}`,
      /^problem gke-telemetry:agent\.serviceMonitor Set it to false, create the cluster, install/,
    );
    assert.deepEqual(others, []);
    assert.deepEqual(kindsOfNewCluster(await wantedBy({ cluster: gke })), []);
  });

  it("has the labels by which that Prometheus selects it", async () => {
    const { resources } = await configured({ agent });
    const monitor = resources.find(({ inputs }) => inputs["kind"] === "ServiceMonitor");
    const { labels } = monitor?.inputs["metadata"] as { labels: Record<string, string> };
    assert.equal(labels["release"], "kube-prometheus-stack");
    assert.equal(labels["app.kubernetes.io/name"], "otel-agent-metrics");
  });
});
