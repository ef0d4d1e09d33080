import assert from "node:assert/strict";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { driftOf, type Step } from "../../../tools/drift/drift";
import { stepsOf } from "../../../tools/drift/engine";
import { issueOf } from "../../../tools/drift/issue";
import { driftLines } from "../../../tools/drift/output";

const urn = (name: string) => `urn:pulumi:dev::gke-telemetry::gke-telemetry:Store$kubernetes:core/v1:Service::${name}`;
const step = (name: string, does: Step["does"], ...properties: string[]): Step => ({
  urn: urn(name),
  does,
  properties,
});

const event = (name: string, op: string, more: object = {}) =>
  ({ resourcePreEvent: { metadata: { op, urn: urn(name), ...more } } }) as unknown as EngineEvent;

describe("the steps of a preview", () => {
  it("are what does not stay as it is, with the properties that differ", () => {
    const events = [
      event("a", "same"),
      event("a", "refresh"),
      event("b", "update", { diffs: ["spec"], detailedDiff: { "spec.ports[0].port": {}, "metadata.labels.x": {} } }),
      event("c", "update", { diffs: ["spec"] }),
      event("d", "create-replacement", { detailedDiff: { "spec.clusterIP": {} } }),
      event("d", "replace", { detailedDiff: { "spec.clusterIP": {} } }),
      event("d", "delete-replaced"),
      {} as EngineEvent,
    ];
    assert.deepEqual(stepsOf(events), [
      step("b", "update", "metadata.labels.x", "spec.ports[0].port"),
      step("c", "update", "spec"),
      step("d", "replace", "spec.clusterIP"),
    ]);
  });
});

describe("drift", () => {
  it("is what an update would do to what is there, and not to what the state says", () => {
    const asStated = [step("new", "create"), step("newer", "update", "spec.a"), step("old", "delete")];
    const asIs = [
      ...asStated.filter(({ urn: one }) => one !== urn("newer")),
      step("newer", "update", "spec.a", "spec.b"),
      step("changed", "update", "spec.type"),
      step("gone", "create"),
    ];
    const service = { type: "kubernetes:core/v1:Service" };
    assert.deepEqual(driftOf("dev", asStated, asIs), {
      stack: "dev",
      differences: [
        { ...service, name: "newer", what: "changed", properties: ["spec.b"] },
        { ...service, name: "changed", what: "changed", properties: ["spec.type"] },
        { ...service, name: "gone", what: "gone", properties: [] },
      ],
      waiting: 3,
    });
  });

  it("is a resource that is gone, also where the next update would have changed it", () => {
    const { differences } = driftOf("dev", [step("a", "update", "spec.a")], [step("a", "create")]);
    assert.deepEqual(
      differences.map(({ name, what }) => [name, what]),
      [["a", "gone"]],
    );
  });

  it("is none while a new version waits for its update", () => {
    const waiting = [step("a", "replace", "spec"), step("b", "delete")];
    const issue = issueOf(driftOf("prod", waiting, waiting), undefined);
    assert.deepEqual([issue.open, issue.title], [false, "Drift of stack prod"]);
    assert.equal(issue.body, "Stack prod is as its last update left it. 2 resources wait for the next update.\n");
  });
});

describe("the issue of a drift", () => {
  const drift = driftOf("dev", [], [step("web", "update", "spec.type", "spec.a`|b"), step("gone", "create")]);

  it("says what differs in which resource, what to type, and no value", () => {
    const { open, body } = issueOf(drift, "https://example.com/run");
    assert.equal(open, true);
    assert.equal(
      body,
      [
        "Stack dev is not as its last update left it: 2 resources differ. [The run](https://example.com/run) has the engine's output.",
        "",
        "| resource | what differs |",
        "| --- | --- |",
        "| `kubernetes:core/v1:Service` `web` | `spec.type`, `spec.a''b` |",
        "| `kubernetes:core/v1:Service` `gone` | it is gone |",
        "",
        "Values are not told here, because they may be secret:",
        "",
        "- `npm run preview -- --stack dev --refresh --diff` shows them;",
        "- `npm run up -- --stack dev --refresh` makes everything again what the program says. To keep what somebody has changed, change the program.",
        "",
      ].join("\n"),
    );
    assert.deepEqual(driftLines(drift, process.stdout), [
      "Stack dev is not as its last update left it: 2 resources differ.",
      "  kubernetes:core/v1:Service web   differs in spec.type and spec.a`|b",
      "  kubernetes:core/v1:Service gone  is gone",
      "The values: npm run preview -- --stack dev --refresh --diff",
      "Make it again what the program says: npm run up -- --stack dev --refresh",
    ]);
  });

  it("tells an error of the engine as such", () => {
    const outcome = { stack: "dev", errors: ["the cluster is unreachable:\n@everyone \u001b[31mrefused"] };
    const { open, body } = issueOf(outcome, undefined);
    assert.equal(open, true);
    assert.equal(
      body,
      "Stack dev could not be compared with what is really there.\n\n    the cluster is unreachable:\n    @everyone  [31mrefused\n",
    );
  });

  it("stays within GitHub's size however much differs", () => {
    const properties = Array.from({ length: 50 }, (_, index) => `spec.${"p".repeat(300)}${index}`);
    const steps = Array.from({ length: 500 }, (_, index) => step(`service-${index}`, "update", ...properties));
    const { body } = issueOf(driftOf("dev", [], steps), undefined);
    assert.ok(body.length < 65_536, String(body.length));
    assert.match(body, /^… and 4\d\d more$/m);
    assert.match(body, /`, … and 40 more \|$/m);
  });
});
