import assert from "node:assert/strict";
import { everyAgentSelector } from "../../../contract/collector/chart";
import { isLeftOutByAffinity, missingLabels } from "../../../tools/doctor/checks/agents/scheduling";
import type { Manifest } from "../../../policy/evidence/reading";
import type { Plan } from "../../../tools/plan/plan";
import { configured } from "../../harness/configuredPlan";

const LABELS = { pool: "canary", zone: "a" };

const planned = (canary: object, more: object = {}) => configured({ agent: { canary }, ...more });

const valuesOf = ({ charts }: Plan, name: string) => charts.find(({ release }) => release === name)?.values ?? {};

/** Whether Kubernetes would run the pods of a release on a node. */
function runsOn(values: Manifest, labels: Record<string, string>): boolean {
  const node = { name: "node", labels: { "kubernetes.io/os": "linux", ...labels } } as never;
  return missingLabels(values, node).length === 0 && !isLeftOutByAffinity(values, node);
}

describe("agents with a canary", () => {
  let plan: Plan;
  before(async () => {
    plan = await planned({ nodeSelector: LABELS, profile: "high" });
    assert.deepEqual(plan.problems, []);
  });

  it("are one on each node, whatever labels it has", () => {
    const [agent, canary] = [valuesOf(plan, "otel"), valuesOf(plan, "otel-canary")];
    for (const pool of [undefined, "canary", "other"])
      for (const zone of [undefined, "a", "b"]) {
        const labels = { ...(pool && { pool }), ...(zone && { zone }) };
        const isCanary = pool === "canary" && zone === "a";
        assert.deepEqual(
          [runsOn(agent, labels), runsOn(canary, labels)],
          [!isCanary, isCanary],
          JSON.stringify(labels),
        );
      }
  });

  it("share account, Secrets and Services", () => {
    const [agent, canary] = [valuesOf(plan, "otel"), valuesOf(plan, "otel-canary")];
    assert.deepEqual(canary["extraVolumes"], agent["extraVolumes"]);
    assert.deepEqual(canary["serviceAccount"], { create: false, name: "otel" });
    const selectors = plan.resources.flatMap(({ type, inputs }) =>
      type === "kubernetes:core/v1:Service" && JSON.stringify(inputs).includes('"otel-agent"')
        ? [(inputs as { spec: { selector: object } }).spec.selector]
        : [],
    );
    assert.deepEqual(selectors, [everyAgentSelector("otel", true)]);
  });

  it("have one configuration where the canary's settings are those of the others", async () => {
    const { collectors } = await planned({ nodeSelector: LABELS });
    assert.deepEqual(collectors["canary"], collectors["agent"]);
  });

  it("differ in what the canary's settings say", async () => {
    const plan = await planned({ nodeSelector: LABELS, metricRules: [{ drop: "debug_.*" }] });
    assert.match(JSON.stringify(plan.collectors["canary"]), /debug_/);
    assert.doesNotMatch(JSON.stringify(plan.collectors["agent"]), /debug_/);
  });

  it("refuse settings that no agent may have, and nodes for the canary alone", async () => {
    const cases: [object, object, RegExp][] = [
      [{ nodeSelector: {} }, {}, /agent\.canary\.nodeSelector/],
      [
        { nodeSelector: LABELS, profile: "high", memoryLimitMiB: 128 },
        {},
        /agent\.canary\.memoryLimitMiB .*must be at least/,
      ],
      [{ nodeSelector: LABELS, scrapeTimeoutSeconds: 60 }, {}, /agent\.canary\.scrapeTimeoutSeconds .*must not exceed/],
      [{ nodeSelector: LABELS, collectorImage: { distribution: "gke-telemetry" } }, {}, /must be contrib/],
    ];
    for (const [canary, more, expected] of cases) {
      const { problems } = await planned(canary, more);
      const texts = problems.map(({ path, rule }) => `${path} ${rule}`);
      assert.ok(texts.length === 1 && expected.test(texts[0] ?? ""), JSON.stringify(texts));
    }
    const everywhere = await configured({ agent: { nodeSelector: LABELS, canary: { nodeSelector: LABELS } } });
    assert.match(everywhere.problems[0]?.rule ?? "", /every node runs the canary/);
  });
});
