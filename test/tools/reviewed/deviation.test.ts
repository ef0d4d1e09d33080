import assert from "node:assert/strict";
import type { PlannedResource } from "../../../tools/plan/engine";
import type { Plan } from "../../../tools/plan/plan";
import { deviationOf } from "../../../tools/reviewed/deviation";
import { reviewLines } from "../../../tools/reviewed/output";

const service = (name: string, changed: Partial<PlannedResource> = {}): PlannedResource => ({
  urn: `urn:pulumi:dev::gke-telemetry::kubernetes:core/v1:Service::${name}`,
  type: "kubernetes:core/v1:Service",
  name,
  custom: true,
  protect: false,
  dependsOn: [],
  inputs: { spec: { ports: [{ name: "http", port: 80 }] } },
  ...changed,
});

const planOf = (resources: readonly PlannedResource[], outputs: Plan["outputs"] = {}): Plan => ({
  ...{ project: "gke-telemetry", stack: "dev", charts: [], collectors: {}, problems: [] },
  resources,
  outputs,
});

const text = (...deviations: ReturnType<typeof deviationOf>[]) =>
  reviewLines({ stacks: deviations, since: ["0a1b2c3 agent: another interval"] }, process.stdout).join("\n");

describe("a plan beside the one that was reviewed", () => {
  it("is the same whatever the order of resources and keys is", () => {
    const [a, b] = [service("a", { inputs: { x: 1, y: 2 } }), service("b")];
    const deviation = deviationOf(
      planOf([a, b], { endpoint: "x" }),
      planOf([b, service("a", { inputs: { y: 2, x: 1 } })], { endpoint: "x" }),
    );
    assert.deepEqual(deviation, { stack: "dev", resources: 2, differing: [] });
    assert.equal(text(deviation), "Stack dev is planned as it was reviewed (2 resources).");
  });

  it("names each resource that only one of both has, and each property that differs, with both values", () => {
    const reviewed = planOf([service("gone"), service("port"), service("kept")], { endpoint: "http://a" });
    const port = service("port", { inputs: { spec: { ports: [{ name: "http", port: 81 }] } } });
    const merged = planOf([service("port", { ...port, protect: true }), service("kept"), service("new")], {
      endpoint: "http://b",
    });
    const report = text(deviationOf(reviewed, merged));
    assert.match(
      report,
      /^Stack dev is not planned as it was reviewed: of its resources and outputs, 1 added, 1 removed, 2 changed\.$/m,
    );
    assert.match(report, /^ {2}added kubernetes:core\/v1:Service new$/m);
    assert.match(report, /^ {2}removed kubernetes:core\/v1:Service gone$/m);
    assert.match(
      report,
      /^ {2}changed kubernetes:core\/v1:Service port\n {4}spec\.ports\[http\]\.port: 80 → 81\n {4}protect: false → true$/m,
    );
    assert.match(report, /^ {2}changed output endpoint\n {4}value: http:\/\/a → http:\/\/b$/m);
    assert.match(report, /^Merged since the review, and not part of it:\n {2}0a1b2c3 agent: another interval$/m);
    assert.match(report, /^Nothing was deployed\..*docs\/ci\.md/m);
    assert.doesNotMatch(report, /kept/);
  });

  it("sees what the engine is told beside the inputs: the order, the provider, the aliases of a parent", () => {
    for (const changed of [
      { dependsOn: ["urn:x"] },
      { provider: "urn:p" },
      { parent: "urn:q" },
      { ignoreChanges: ["spec"] },
    ])
      assert.equal(deviationOf(planOf([service("a")]), planOf([service("a", changed)])).differing.length, 1);
  });

  it("keeps to short lines, without what could move a cursor, however much differs", () => {
    const many = Array.from({ length: 60 }, (_, index) => service(`service-${String(index).padStart(2, "0")}`));
    const changed = many.map((one) => ({ ...one, inputs: { script: `\u001b[31m${"x".repeat(5000)}` } }));
    const report = text(deviationOf(planOf(many), planOf(changed)));
    assert.ok(report.split("\n").every((line) => line.length < 200));
    assert.ok(report.split("\n").length < 80);
    assert.match(report, /… and 40 more/);
    assert.doesNotMatch(report, /\u001b/);
  });
});
