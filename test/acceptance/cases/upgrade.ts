import assert from "node:assert/strict";
import { planStack } from "../../../tools/plan/plan";
import { readStackFile } from "../../../tools/plan/stackFile";
import { advise } from "../../../tools/upgrade/advise";
import { COLLECTOR_CHANGES } from "../../../tools/upgrade/change";
import { type Collector, collectorDocument, collectorsIn } from "../../../tools/upgrade/documents";
import { askProgram, programVersion } from "../../../tools/upgrade/program";
import { environment } from "../environment";

/** A collector's configuration with one receiver of Prometheus. */
function withReceiver(settings: object, args: readonly string[] = []): Collector {
  const prometheus = { config: { scrape_configs: [{ job_name: "own" }] }, ...settings };
  const pipeline = { receivers: ["prometheus"], exporters: ["debug"] };
  const service = { extensions: [], telemetry: {}, pipelines: { metrics: { ...pipeline, processors: [] } } };
  const config = { extensions: {}, receivers: { prometheus }, processors: {}, exporters: { debug: {} }, service };
  return { subject: "own", config, args };
}

describe("an upgrade, asked of the collector itself", () => {
  it("to the same program accepts every configuration of stack prod, without a value that differs", async () => {
    const otelcol = environment().programs.otelcol!;
    const collectors = collectorsIn(await planStack("prod", readStackFile("Pulumi.prod.yaml")));
    assert.ok(collectors.length > 1);
    for (const { subject, refused, differences } of askProgram(otelcol, otelcol, collectors))
      assert.deepEqual({ refused, differences }, { refused: [], differences: [] }, subject);
  });

  it("is refused for what the changes say is gone", () => {
    const otelcol = environment().programs.otelcol!;
    const step = { product: "collector", from: "0.140.0", to: programVersion(otelcol), unread: {} } as const;
    const gone = [
      withReceiver({ report_extra_scrape_metrics: true }),
      withReceiver({}, ["--feature-gates=confighttp.framedSnappy"]),
    ];
    for (const collector of gone) {
      const advice = advise(COLLECTOR_CHANGES, step, [collectorDocument(collector)], undefined);
      assert.deepEqual(
        advice.map(({ change }) => change.kind),
        ["removed"],
      );
      const [said] = askProgram(otelcol, undefined, [collector]);
      assert.match(said?.refused.join() ?? "", /report_extra_scrape_metrics|no such feature gate/);
    }
    assert.deepEqual(askProgram(otelcol, undefined, [withReceiver({})])[0]?.refused, []);
  });
});
