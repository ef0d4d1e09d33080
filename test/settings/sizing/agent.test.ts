import assert from "node:assert/strict";
import { PROFILES, agentSizing } from "../../../settings/sizing/agent";
import type { ProfileName } from "../../../settings/schema/settings";

describe("sizing", () => {
  for (const profile of Object.keys(PROFILES) as ProfileName[])
    it(`of profile ${profile} lets the limiter act before the runtime's limit, and that before the kernel`, () => {
      const sizing = agentSizing({ profile });
      const goMemoryLimitMiB = Math.floor(sizing.memoryLimitMiB * 0.8);
      assert.ok(sizing.memoryLimiterSpikeMiB < sizing.memoryLimiterMiB);
      assert.ok(sizing.memoryLimiterMiB < goMemoryLimitMiB);
      assert.ok(goMemoryLimitMiB < sizing.memoryLimitMiB);
      assert.ok(sizing.memoryRequestMiB <= sizing.memoryLimitMiB);
    });

  it("follows a memory limit of the stack's own", () => {
    const sizing = agentSizing({ profile: "low", memoryLimitMiB: 1000 });
    assert.equal(sizing.memoryLimiterMiB, 750);
    assert.equal(sizing.memoryLimiterSpikeMiB, 150);
    assert.equal(sizing.cpuLimitMillicores, PROFILES.low.cpuLimitMillicores);
  });
});
