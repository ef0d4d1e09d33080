import assert from "node:assert/strict";
import { settingsSchema } from "../../../settings/schema/settings";
import { OWN_IMAGE } from "../../harness/agentSettings";
import { forecast } from "../../../tools/plan/forecast/forecast";

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
    assert.match(promise({ outageMinutes: 1 }) ?? "", /^up to 1 minute at /);
  });

  it("says how many series a namespace may have, and where nothing limits them", () => {
    const line = (values: Record<string, unknown>) => {
      const cluster = { kind: "existing", name: "test" };
      return forecast(settingsSchema.parse({ environment: "test", cluster, ...values }))["series of a namespace"];
    };
    assert.equal(
      line({ agent: { samplesPerSecond: 2000, shortestIntervalSeconds: 15 }, ...OWN_IMAGE }),
      "30,000 on each node, scraped every 15 s or less often: 2,000 samples/s",
    );
    assert.equal(line({}), "not limited: only the project's image limits the series of a namespace");
  });

  it("says what a mesh adds, and that it is not counted", () => {
    const line = (values: Record<string, unknown>) => {
      const cluster = { kind: "existing", name: "test" };
      return forecast(settingsSchema.parse({ environment: "test", cluster, ...values }))["mesh"];
    };
    assert.equal(line({}), undefined);
    const told = line({ mesh: "istio", tracing: {}, agent: { scrapeIntervalSeconds: 20 } }) ?? "";
    assert.match(told, /^not in these figures: each sidecar has about 130 series, 6\.5 samples\/s every 20 s/);
    assert.match(told, /CPU and memory are set where Istio is installed$/);
  });
});
