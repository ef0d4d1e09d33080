import assert from "node:assert/strict";
import { demoApplications } from "../../workloads/demo";
import { DemoApplications } from "../../components/DemoApplications";
import { recordResources } from "../harness/recordResources";

const applications = demoApplications({ hotrod: true, metrics: true });

describe("DemoApplications", () => {
  it("creates every object of each application as it was computed, the pod before the Service", async () => {
    const recording = await recordResources((opts) => new DemoApplications("demo", { applications }, opts));
    for (const { serviceAccount, deployment, service } of applications) {
      const { name } = deployment.metadata;
      assert.deepEqual(recording.single("kubernetes:core/v1:ServiceAccount", name).inputs, serviceAccount);
      const workload = recording.single("kubernetes:apps/v1:Deployment", name);
      assert.deepEqual(workload.inputs, deployment);
      assert.deepEqual(workload.dependsOn, [name]);
      assert.deepEqual(recording.single("kubernetes:core/v1:Service", name).inputs, service);
    }
  });
});
