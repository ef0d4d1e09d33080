/** What the agents ask of their node's kubelet, and what becomes of its answers. */
import assert from "node:assert/strict";
import { NAMESPACES } from "../../../contract/names";
import { PORTS } from "../../../contract/ports";
import { COLLECTOR_LABEL } from "../../../contract/series";
import { eventually } from "../../programs/processes";
import { nodeAddress, NODES } from "../cluster/nodes";
import { type RunningStack, runningStack, STACK } from "../stack/runningStack";

const PATIENCE_SECONDS = 120;

describe("metrics of containers", () => {
  let stack: RunningStack;

  before(async () => {
    stack = await runningStack();
  });

  const query = (expression: string, count: number) =>
    eventually(`${expression} has ${count} series`, PATIENCE_SECONDS, async () => {
      const series = await stack.prometheus.query(expression);
      assert.equal(series.length, count, JSON.stringify(series));
      return series;
    });

  it("are those of the pod that they describe, not of the agent, with the labels that dashboards of the community expect", async () => {
    for (const node of NODES) {
      const { pod } = stack.agents[node];
      const [series] = await query(`container_memory_working_set_bytes{pod="${pod.metadata.name}"}`, 1);
      const { image, name, ...labels } = series!.labels;
      assert.ok(image && name);
      assert.deepEqual(labels, {
        __name__: "container_memory_working_set_bytes",
        collector: COLLECTOR_LABEL,
        container: "opentelemetry-collector",
        deployment_environment: STACK,
        instance: `${nodeAddress(node)}:${PORTS.kubelet}`,
        job: "kubelet",
        k8s_cluster_name: STACK,
        k8s_namespace_name: NAMESPACES.agent,
        k8s_node_name: node,
        k8s_pod_name: pod.metadata.name,
        metrics_path: "/metrics/cadvisor",
        namespace: NAMESPACES.agent,
        node,
        pod: pod.metadata.name,
      });
      // The page's counters grow by 1 a second.
      await query(`abs(rate(container_cpu_usage_seconds_total{pod="${pod.metadata.name}"}[1m]) - 1) < 0.05`, 1);
    }
  });

  it("have a network by pod, and no cgroup around containers that a sum would count again", async () => {
    const containers = await stack.prometheus.query(
      'count(container_memory_working_set_bytes{container=""}) or vector(0)',
    );
    assert.equal(containers[0]!.value, 0);
    const { pod } = stack.agents["acceptance-1"];
    await query(`container_network_receive_bytes_total{pod="${pod.metadata.name}"}`, 1);
    await query('container_network_receive_bytes_total{pod=""}', 0);
    await query('container_spec_memory_limit_bytes or container_cpu_user_seconds_total or {id!="",job="kubelet"}', 0);
  });

  it("come from the node's own kubelet, of which nothing else is asked, and nothing that it refuses", async () => {
    await query('up{job="kubelet"} == 1', 2 * NODES.length);
    await query("kubelet_running_pods", NODES.length);
    for (const node of NODES) {
      const asked = new Set(stack.kubelets[node].requests.map(({ path, status }) => `${path} ${status}`));
      assert.deepEqual([...asked].sort(), ["/metrics 200", "/metrics/cadvisor 200"]);
    }
  });
});
