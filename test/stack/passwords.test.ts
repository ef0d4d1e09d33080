import assert from "node:assert/strict";
import { configured, EVERY_PART } from "../harness/configuredPlan";

describe("a step of the passwords", () => {
  it("leaves in use no password of before, not even of Grafana's administrator and of Prometheus' probes", async () => {
    const passwords = async (credentialsGeneration: number) => {
      const { resources } = await configured({ ...EVERY_PART, metrics: { kind: "prometheus", credentialsGeneration } });
      return resources.filter(({ type }) => type.endsWith(":RandomPassword")).map(({ name }) => name);
    };
    const [first, fourth] = [await passwords(1), await passwords(4)];
    assert.deepEqual(
      fourth.filter((name) => first.includes(name)),
      [],
    );
  });
});
