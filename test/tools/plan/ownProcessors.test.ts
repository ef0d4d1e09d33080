import assert from "node:assert/strict";
import * as path from "node:path";
import { problemText } from "../../../settings/problems";
import { temporaryFolder, writeWhole } from "../../../tools/files";
import { withReadProcessors } from "../../../tools/plan/ownProcessors";
import { planStack, type Plan } from "../../../tools/plan/plan";
import { parseStackFile } from "../../../tools/plan/stackFile";

const STACK = `config:
  gke-telemetry:environment: test
  gke-telemetry:cluster: { kind: existing, name: test }
  gke-telemetry:processors:
    metrics:
      - { name: quiet, kind: filter, config: { metric_conditions: ['metric.name == "a"'] } }
      - { name: units, kind: transform, config: { metric_statements: ["nope(metric.name)"] } }
`;

/** Refuses what the collector refuses, in its words, and only a configuration of one processor in a pipeline. */
const COLLECTOR = `#!/bin/sh
file="\${2#--config=}"
[ "$1" = validate ] && grep -q '"pipelines":{"metrics":' "$file" || exit 3
grep -q '"transform/own_units":{"error_mode":"ignore"' "$file" || exit 0
echo 'Error: processors::transform/own_units: unable to parse OTTL statement "nope(metric.name)": undefined function "nope"' >&2
exit 1
`;

describe("processors of one's own in a plan", () => {
  let plan: Plan;
  before(async () => {
    plan = await planStack("test", parseStackFile("stack", STACK));
    assert.deepEqual(plan.problems, []);
  });

  it("are problems where the collector that is named refuses them", () => {
    const collector = path.join(temporaryFolder("gke-telemetry-"), "otelcol");
    writeWhole(collector, COLLECTOR, 0o755);
    assert.deepEqual(withReadProcessors(plan, collector).problems.map(problemText), [
      'gke-telemetry:processors.metrics[1].config is refused by the collector, which would not start: unable to parse OTTL statement "nope(metric.name)": undefined function "nope". Correct it by the documentation of the processor transform.',
    ]);
  });

  it("are read by nobody where none is named", () => {
    assert.equal(withReadProcessors(plan, ""), plan);
  });

  it("end with a sentence where the named collector cannot be run", () => {
    assert.throws(() => withReadProcessors(plan, "/nowhere/otelcol"), {
      message: /^\/nowhere\/otelcol cannot be run, which OTELCOL_BINARY names: .*ENOENT/,
    });
  });
});
