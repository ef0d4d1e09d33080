import assert from "node:assert/strict";
import { checkResources, type RegisteredResource } from "../../policy/run";
import { PROJECT } from "../../settings/schema/settings";
import { planStack } from "../../tools/plan/plan";
import { readStackFile, type StackConfiguration } from "../../tools/plan/stackFile";
import { AGENT, CANARY_AGENT, Draft } from "./weakenings/draft";
import { WEAKENINGS } from "./weakenings";

const TODAY = "2026-11-22";

/** Weakenings that no rule finds, with the reason. */
const UNFOUND: Readonly<Record<string, string>> = {
  "secrets/dashboard-literal": "texts and links of dashboards are free, and no pattern tells a credential from a text",
};

const findings = (resources: readonly RegisteredResource[]) =>
  checkResources(resources, "prod", TODAY)
    .filter(({ level }) => level === "mandatory")
    .map(({ rule, resource, message }) => `${rule} ${resource ?? ""} ${message}`);

/** Prod with a canary of its agents. */
function withCanary(): StackConfiguration {
  const { values, ...file } = readStackFile("Pulumi.prod.yaml");
  const key = `${PROJECT}:agent`;
  const canary = { nodeSelector: { pool: "canary" }, profile: "high" };
  const agent = { ...(JSON.parse(values[key] ?? "{}") as object), canary };
  return { ...file, values: { ...values, [key]: JSON.stringify(agent) } };
}

describe("a change that weakens prod", () => {
  let planned: readonly RegisteredResource[] = [];
  before(async function () {
    this.timeout(120_000);
    planned = (await planStack("prod", readStackFile("Pulumi.prod.yaml"))).resources;
  });

  it("is found by a mandatory rule, but for those that are named with a reason", function () {
    this.timeout(600_000);
    const before = new Set(findings(planned));
    const missed: string[] = [];
    let count = 0;
    for (const [subject, weakenings] of Object.entries(WEAKENINGS)) {
      const ids = Object.keys(weakenings);
      const unfound = Object.entries(weakenings).filter(([, [, change]]) => {
        const draft = new Draft(planned);
        change(draft);
        assert.notDeepEqual(draft.resources, planned);
        return findings(draft.resources).every((finding) => before.has(finding));
      });
      missed.push(...unfound.map(([id]) => `${subject}/${id}`));
      count += ids.length;
      console.log(`      ${subject}: ${ids.length - unfound.length} of ${ids.length}`);
    }
    assert.deepEqual(missed.sort(), Object.keys(UNFOUND).sort());
    assert.ok(missed.length <= count * 0.05, `${missed.length} of ${count}`);
  });

  it("is found in the canary's release where it is found in that of the other agents", async function () {
    this.timeout(600_000);
    const { resources } = await planStack("prod", withCanary());
    const before = new Set(findings(resources));
    const missed: string[] = [];
    let count = 0;
    for (const [subject, weakenings] of Object.entries(WEAKENINGS))
      for (const [id, [, change]] of Object.entries(weakenings)) {
        const draft = new Draft(resources, { [AGENT]: CANARY_AGENT });
        change(draft);
        if (!draft.hasChanged(CANARY_AGENT)) continue;
        count += 1;
        if (findings(draft.resources).every((finding) => before.has(finding))) missed.push(`${subject}/${id}`);
      }
    console.log(`      canary: ${count - missed.length} of ${count}`);
    assert.ok(count > 50, String(count));
    assert.deepEqual(missed, []);
  });
});
