import assert from "node:assert/strict";
import { join } from "node:path";
import { NAMES } from "../../../contract/names";
import { chartObjects } from "../stack/chart";
import { environment } from "../environment";
import { ApiError, type KubernetesObject } from "../cluster/kubernetes";
import { applyObjects, isWorkload, removeObjects } from "../cluster/objects";
import { planStack } from "../stack/plan";
import type { Workload } from "../cluster/pods";
import { podOf, workloadNamed } from "../cluster/workloads";

const EVERYWHERE = ["grafana", "kube-state-metrics", "node-exporter", "otel-agent", "prometheus"];

/** The workloads of each stack, which is planned and put on an API server with RBAC and Pod Security admission. */
const STACKS = {
  dev: [...EVERYWHERE, "hotrod", "jaeger-default", "metrics-demo", "trace-gateway"],
  prod: [...EVERYWHERE, "alertmanager", "jaeger-default", "jaeger-shop", "trace-gateway", "trace-sampler"],
  local: EVERYWHERE,
};

for (const [stack, names] of Object.entries(STACKS)) {
  describe(`manifests of stack ${stack}`, () => {
    let objects: readonly KubernetesObject[] = [];

    before(async () => {
      const { folder, programs } = environment();
      const plan = await planStack(stack, join(folder, "manifests", stack));
      const charts = await Promise.all(plan.charts.map((chart) => chartObjects(chart, programs.helm)));
      objects = [...plan.manifests, ...charts.flat()];
    });

    after(async () => {
      await removeObjects(environment().server, objects);
    });

    it("are accepted by the API server, without a warning", async () => {
      assert.ok(objects.length > 20, `the plan has only ${objects.length} objects`);
      assert.deepEqual(await applyObjects(environment().server, objects), []);
    });

    it("make pods that Pod Security admission lets in", async () => {
      const { api } = environment().server;
      const workloads = objects.filter(isWorkload);
      assert.deepEqual(workloads.map(({ metadata }) => metadata.name).sort(), [...names].sort());
      for (const workload of workloads) {
        const pod = podOf(workload as Workload, `${workload.metadata.name}-admission`, "acceptance-1");
        const { warnings } = await api.create(pod, { dryRun: true });
        assert.deepEqual(warnings, [], workload.metadata.name);
      }
    });

    it("keep a pod with more rights than the agent out of its namespace", async () => {
      const { api } = environment().server;
      const agent = workloadNamed(objects, "DaemonSet", NAMES.agentDaemonSet);
      const pod = podOf(agent, "too-much", "acceptance-1");
      const privileged = { ...pod, spec: { ...pod.spec, hostNetwork: true } };
      await assert.rejects(api.create(privileged, { dryRun: true }), (error) => {
        assert.ok(error instanceof ApiError);
        assert.equal(error.status, 403);
        assert.match(error.message, /violates PodSecurity "restricted:latest"/);
        return true;
      });
    });
  });
}
