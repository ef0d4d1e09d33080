/** The metrics of Kubernetes objects, by a real kube-state-metrics on the run's API server. */
import assert from "node:assert/strict";
import { NAMES, NAMESPACES } from "../../../contract/names";
import { eventually } from "../../programs/processes";
import { RESOURCES } from "../../../workloads/kubeStateMetrics/metrics";
import { APPLICATIONS } from "../applications/applications";
import { auditedRequests } from "../cluster/auditLog";
import { NODES } from "../cluster/nodes";
import { environment } from "../environment";
import { type RunningStack, runningStack } from "../stack/runningStack";

const PATIENCE_SECONDS = 120;
const POD = `${NAMES.kubeStateMetrics}-0`;

describe("metrics of Kubernetes objects", () => {
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

  it("know every node of the cluster, by the label that rules of the community ask for", async () => {
    const nodes = await query(`kube_node_info{job="${NAMES.kubeStateMetrics}"}`, NODES.length);
    assert.deepEqual(nodes.map(({ labels }) => labels["node"]).sort(), [...NODES]);
  });

  it("are of the pod that they describe by its labels, and from the one that says so", async () => {
    const { pod } = stack.agents["acceptance-1"];
    const [series] = await query(`kube_pod_info{pod="${pod.metadata.name}"}`, 1);
    assert.equal(series!.labels["namespace"], NAMESPACES.agent);
    assert.equal(series!.labels["node"], "acceptance-1");
    assert.equal(series!.labels["k8s_namespace_name"], NAMESPACES.kubeStateMetrics);
    assert.equal(series!.labels["k8s_pod_name"], POD);
    await query(`kube_pod_container_resource_limits{pod="${pod.metadata.name}",resource="memory"} > 0`, 1);
  });

  it("have of a pod's annotations those by which it asks to be scraped, and no other", async () => {
    const { name, annotations } = APPLICATIONS.severalPorts;
    assert.ok("prometheus.io/path" in annotations);
    const [series] = await query(`kube_pod_annotations{pod="${name}"}`, 1);
    const labels = Object.entries(series!.labels).filter(([label]) => label.startsWith("annotation_"));
    assert.deepEqual(Object.fromEntries(labels), {
      annotation_prometheus_io_scrape: "true",
      annotation_prometheus_io_port: annotations["prometheus.io/port"],
    });
  });

  it("need the permissions that it has: each resource is watched, nothing else is asked, and nothing is refused", () => {
    const { auditLog } = environment().server;
    // Only the run's own API server has one.
    if (!auditLog) return;
    const asked = auditedRequests(auditLog).filter(({ pod, resource }) => pod === POD && resource !== undefined);
    const uses = new Set(asked.map(({ resource = "", verb, status }) => `${resource} ${verb} ${status ?? "?"}`));
    const watched = Object.keys(RESOURCES).map((name) => `${name} watch 200`);
    // An API server that streams what is there into the watch is not asked for a list; older ones are.
    const listed = Object.keys(RESOURCES).map((name) => `${name} list 200`);
    assert.deepEqual([...uses].filter((use) => !listed.includes(use)).sort(), watched.sort());
  });
});
