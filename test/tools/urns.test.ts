import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { lostUrns, plannedUrns, recordedStacks, recordedUrns, urnsOf } from "../../tools/examples/urns";
import { runProgram } from "../../tools/plan/engine";

class Part extends pulumi.ComponentResource {}

const program = (deploy: () => void) =>
  runProgram(
    { project: "gke-telemetry", stack: "test", values: {}, secretKeys: [] },
    () => undefined,
    () => {
      deploy();
    },
  );

const urn = (types: string, name: string) => `urn:pulumi:test::gke-telemetry::${types}::${name}`;

describe("an existing state", () => {
  for (const stack of recordedStacks()) {
    it(`of stack ${stack} has every resource under its URN or an alias`, async () => {
      assert.deepEqual(
        lostUrns(recordedUrns(stack), await plannedUrns(stack)),
        [],
        `\`pulumi up\` would delete these, and create others in their place. Give what was renamed or moved an alias; take what is to go out of test/examples/urns/${stack}.txt.`,
      );
    });

    it(`of stack ${stack} is recorded whole; \`npm run examples\` adds what is new`, async () => {
      const recorded = new Set(recordedUrns(stack));
      const { current } = await plannedUrns(stack);
      assert.deepEqual(
        current.filter((name) => !recorded.has(name)),
        [],
      );
    });
  }
});

describe("the URNs of a planned stack", () => {
  it("name the types of all parents", async () => {
    const stack = await program(() => {
      const parent = new Part("t:a:Outer", "outer");
      const middle = new Part("t:a:Middle", "middle", {}, { parent });
      new Part("t:a:Inner", "inner", {}, { parent: middle });
    });
    assert.deepEqual(urnsOf(stack, "test").current, [
      urn("t:a:Outer$t:a:Middle$t:a:Inner", "inner"),
      urn("t:a:Outer$t:a:Middle", "middle"),
      urn("t:a:Outer", "outer"),
    ]);
  });

  it("cover what was renamed, retyped or moved with an alias, and its children", async () => {
    const stack = await program(() => {
      const outer = new Part("t:a:New", "new", {}, { aliases: [{ name: "old", type: "t:a:Old" }] });
      new Part("t:a:Child", "new-child", {}, { parent: outer });
      new Part("t:a:Child", "new-plain", {}, { parent: outer, aliases: [{ name: "plain" }] });
      new Part("t:a:Moved", "moved", {}, { parent: outer, aliases: [{ parent: pulumi.rootStackResource }] });
      new Part("t:a:Named", "named", {}, { aliases: [urn("t:a:Other", "other")] });
    });
    const before = [
      urn("t:a:Old", "old"),
      urn("t:a:Old$t:a:Child", "old-child"),
      urn("t:a:Old$t:a:Child", "plain"),
      urn("t:a:Moved", "moved"),
      urn("t:a:Other", "other"),
    ];
    assert.deepEqual(lostUrns(before, urnsOf(stack, "test")), []);
  });

  it("do not cover what was renamed without one", async () => {
    const stack = await program(() => {
      const outer = new Part("t:a:Outer", "outer");
      new Part("t:a:Child", "outer-child", {}, { parent: outer });
    });
    const before = [urn("t:a:Outer", "outer"), urn("t:a:Outer$t:a:Child", "child")];
    assert.deepEqual(lostUrns(before, urnsOf(stack, "test")), [urn("t:a:Outer$t:a:Child", "child")]);
  });
});
