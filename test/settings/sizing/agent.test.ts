import assert from "node:assert/strict";
import { agentMemory, agentSizing, PROFILES } from "../../../settings/sizing/agent";
import type { ProfileName } from "../../../settings/schema/settings";

describe("the memory of an agent", () => {
  for (const profile of Object.keys(PROFILES) as ProfileName[])
    for (const queueMiB of [0, 64, 2000])
      it(`of profile ${profile} with a queue of ${queueMiB} MiB: Go collects first, then the limiter refuses, then the kernel ends it`, () => {
        const memory = agentMemory(agentSizing({ profile }), queueMiB);
        assert.ok(memory.goMemoryLimitMiB < memory.memoryLimiterMiB);
        assert.ok(memory.memoryLimiterMiB + memory.memoryLimiterSpikeMiB < memory.memoryLimitMiB);
        // What waits is live, and what an agent needs besides has the room that it has without a queue.
        const empty = agentMemory(agentSizing({ profile }), 0);
        assert.ok(memory.goMemoryLimitMiB - queueMiB >= empty.goMemoryLimitMiB - 1);
      });

  it("follows a memory limit of the stack's own", () => {
    const sizing = agentSizing({ profile: "low", memoryLimitMiB: 1000 });
    assert.deepEqual(agentMemory(sizing, 0), {
      memoryLimitMiB: 1000,
      memoryLimiterMiB: 750,
      memoryLimiterSpikeMiB: 100,
      goMemoryLimitMiB: 700,
    });
    assert.equal(sizing.cpuLimitMillicores, PROFILES.low.cpuLimitMillicores);
  });
});
