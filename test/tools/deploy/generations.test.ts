import assert from "node:assert/strict";
import { earlyStepProblems, jumpProblems, type Update } from "../../../tools/deploy/generations";
import { FakeEngine } from "./fakeEngine";

const NOW = new Date("2026-01-01T12:00:00Z");

/** An update that ended some minutes ago, with the generation of the passwords. */
function update(minutesAgo: number, generation: number, result: Update["result"] = "succeeded"): Update {
  return {
    kind: "update",
    result,
    endTime: new Date(NOW.getTime() - minutesAgo * 60_000),
    config: { "gke-telemetry:metrics": { value: JSON.stringify({ credentialsGeneration: generation }) } },
  };
}

describe("a jump of a generation", () => {
  it("is refused where nobody knows the new generation, or an ended one would be accepted again", () => {
    const deployed = { passwords: 2, certificates: 5 };
    const paths = (wanted: object) => jumpProblems(deployed, wanted).map(({ path }) => path);
    assert.deepEqual(paths(deployed), []);
    assert.deepEqual(paths({ passwords: 3, certificates: 6 }), []);
    assert.deepEqual(paths({ passwords: 4, certificates: 4 }), [
      "gke-telemetry:metrics.credentialsGeneration",
      "gke-telemetry:certificatesGeneration",
    ]);
  });

  it("passes on a new stack, on one without the output, and with a store that exists already", () => {
    assert.deepEqual(jumpProblems({}, { passwords: 7, certificates: 7 }), []);
    assert.deepEqual(jumpProblems({ passwords: 7, certificates: 1 }, { certificates: 1 }), []);
  });
});

describe("a step", () => {
  const problems = (history: readonly Update[], from = 2, to = from + 1) =>
    earlyStepProblems({ passwords: from }, { passwords: to }, history, NOW).map(({ fix }) => fix);

  it("is refused within five minutes of the one before, whatever was updated since", () => {
    const fix = ["Run the command again at 2026-01-01T12:01:00.000Z or later."];
    assert.deepEqual(problems([update(4, 2), update(60, 1)]), fix);
    assert.deepEqual(problems([update(1, 2), update(4, 2), update(60, 1)]), fix);
    assert.deepEqual(problems([update(1, 2), update(5, 2), update(60, 1)]), []);
  });

  it("counts the five minutes from when the step has succeeded", () => {
    assert.equal(problems([update(1, 2), update(30, 2, "failed"), update(60, 1)]).length, 1);
  });

  it("is refused after an update that failed halfway, and can itself be made again", () => {
    const fix = ['Set gke-telemetry:metrics.credentialsGeneration to 2 and run "npm run up" first.'];
    assert.deepEqual(problems([update(30, 2, "failed"), update(60, 1)]), fix);
    assert.deepEqual(problems([update(1, 3, "failed"), update(30, 2), update(60, 1)]), []);
  });

  it("is not refused where only something else changes, or the stack is young", () => {
    assert.deepEqual(problems([update(1, 2), update(60, 1)], 2, 2), []);
    assert.deepEqual(problems([{ ...update(1, 1), config: {} }], 1), []);
  });
});

describe("npm run up", () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
  });
  afterEach(() => {
    engine.remove();
  });

  it("refuses jumps and steps that come too soon, all at once, before the engine changes anything", () => {
    engine.deployed({ generations: { passwords: 1, certificates: 2 } }, [
      { certificatesGeneration: 2 },
      { certificatesGeneration: 1 },
    ]);
    const { status, stderr } = engine.run("deploy", "up", "--yes", {
      metrics: { kind: "prometheus", credentialsGeneration: 3 },
      certificatesGeneration: 3,
    });
    assert.equal(status, 1);
    assert.match(stderr, /nothing was changed:\n {2}- gke-telemetry:metrics\.credentialsGeneration is 3, but must be/);
    assert.match(stderr, /\n {2}- gke-telemetry:certificatesGeneration is 3, but must stay 2 for 5 minutes/);
    assert.doesNotMatch(stderr, /\n {4}at /);
    assert.ok(!engine.calls().includes("up"));
  }).timeout(120_000);

  it("makes a step", () => {
    engine.deployed({ generations: { passwords: 3, certificates: 1 } }, [
      { metrics: { kind: "prometheus", credentialsGeneration: 3 } },
    ]);
    const metrics = { kind: "prometheus", credentialsGeneration: 4 };
    assert.equal(engine.run("deploy", "up", "--yes", { metrics }).stderr, "");
    assert.ok(engine.calls().includes("up"));
  }).timeout(120_000);
});
