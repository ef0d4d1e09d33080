import assert from "node:assert/strict";
import { settingsSchema } from "../../../settings/schema/settings";
import { OWN_IMAGE } from "../../harness/agentSettings";
import { forecast } from "../../../tools/plan/forecast";

function promise(values: Record<string, unknown>): string | undefined {
  return forecast(
    settingsSchema.parse({ environment: "test", cluster: { kind: "existing", name: "test" }, ...values }),
  )["nothing lost"];
}

describe("the forecast of a plan", () => {
  it("promises for how long nothing is lost, at which rate and for how much", () => {
    assert.equal(
      promise({ delivery: "durable", outageMinutes: 60, agent: { queueVolume: "hostPath" }, ...OWN_IMAGE }),
      "up to 60 minutes at 5,000 samples/s per node, 1.4 GiB of disk, even if the pod dies",
    );
    assert.equal(
      promise({ agent: { samplesPerSecond: 2000 } }),
      "up to 10 minutes at 2,000 samples/s per node, 962 MiB of memory, if the process lives",
    );
  });
});
