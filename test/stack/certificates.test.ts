import assert from "node:assert/strict";
import { configured, EVERY_PART } from "../harness/configuredPlan";

interface Values {
  readonly podAnnotations: Readonly<Record<string, string>>;
}

describe("a step of the certificates", () => {
  it("restarts every collector, which reads the authority's certificate only when it starts", async () => {
    const annotations = async (certificatesGeneration: number) => {
      const { charts } = await configured({ ...EVERY_PART, certificatesGeneration });
      return charts.map(({ release, values }) => [release, (values as unknown as Values).podAnnotations] as const);
    };
    const [before, after] = [await annotations(4), await annotations(5)];
    assert.deepEqual(
      before.map(([release]) => release),
      ["otel", "otel-canary", "logs", "logs-events", "scraper", "trace-gateway", "trace-sampler"],
    );
    for (const [index, [release, pods]] of before.entries()) assert.notDeepEqual(pods, after[index]?.[1], release);
  });
});
