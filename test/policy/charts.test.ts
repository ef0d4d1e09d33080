import assert from "node:assert/strict";
import { modelledCharts } from "../../policy/rules/model/modelledCharts";
import { findingsOf } from "../../policy/run";
import { PROJECT } from "../../settings/schema/settings";
import { planStack } from "../../tools/plan/plan";
import { readStackFile } from "../../tools/plan/stackFile";

/** What the policies say of stack `local` with its chart from elsewhere. */
async function findings(collector: string): Promise<string[]> {
  const { values, secretKeys } = readStackFile("Pulumi.local.yaml");
  const charts = { [`${PROJECT}:charts`]: JSON.stringify({ collector }) };
  const { resources, problems } = await planStack("local", { values: { ...values, ...charts }, secretKeys });
  assert.deepEqual(problems, []);
  return findingsOf(modelledCharts, resources).map(({ message }) => message);
}

describe("a chart in the policies' model", () => {
  it("is refused from a repository that the model has not, with what to do about it", async () => {
    assert.deepEqual(await findings("https://charts.example.com/mirror"), [
      "Chart otel: repositoryOpts.repo is no source of the model. Set charts.collector to a folder or an oci:// address with a copy of the chart, which ends in /opentelemetry-collector, or add the https:// repository to REPOSITORIES in policy/model/charts.ts.",
    ]);
  });

  it("is refused as an archive, with what to do about it", async () => {
    assert.deepEqual(await findings("https://charts.example.com/opentelemetry-collector-0.170.0.tgz"), [
      "Chart otel: chart is no source of the model. Set charts.collector to a folder or an oci:// address with a copy of the chart, which ends in /opentelemetry-collector.",
    ]);
  });
});
