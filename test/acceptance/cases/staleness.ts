import assert from "node:assert/strict";
import { eventually } from "../../programs/processes";
import { runningStack } from "../stack/runningStack";

describe("a pod that is deleted", () => {
  it("goes stale in Prometheus, long before samples age out", async () => {
    const { applications, prometheus } = await runningStack();
    const { pod, stop } = applications.shortLived;
    const selector = `acceptance_requests_total{k8s_pod_name="${pod.metadata.name}"}`;
    await eventually("the pod's series is there", 60, async () => {
      assert.equal((await prometheus.query(selector)).length, 1);
    });
    await stop();
    // Prometheus looks back five minutes for the last sample; only a staleness marker ends a series earlier.
    await eventually("the pod's series ends", 120, async () => {
      assert.deepEqual(await prometheus.query(selector), []);
    });
    assert.equal((await prometheus.query(`count_over_time(${selector}[5m])`)).length, 1, "its past stays");
  });
});
