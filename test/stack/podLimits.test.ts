import assert from "node:assert/strict";
import { configured } from "../harness/configuredPlan";

describe("a limit of samples for each pod", () => {
  it("is that of the jobs of pods, and not of the kubelet's", async () => {
    const plan = await configured({ agent: { profile: "default", samplesPerPod: 3000 } });
    assert.deepEqual(plan.problems, []);
    const { receivers } = plan.collectors["agent"] ?? {};
    const { config } = receivers?.["prometheus"] as unknown as {
      config: { scrape_configs: { job_name: string; sample_limit: number }[] };
    };
    const limits = Object.fromEntries(config.scrape_configs.map((one) => [one.job_name, one.sample_limit]));
    assert.equal(limits["kubernetes-pods"], 3000);
    assert.equal(limits["kubelet"], 50_000);
  });

  it("does not exceed what the profile is for", async () => {
    const { problems } = await configured({ agent: { profile: "low", samplesPerPod: 20_000 } });
    assert.match(
      problems.map(({ path, rule }) => `${path} ${rule}`).join(),
      /agent\.samplesPerPod must be at most 10000/,
    );
  });
});
