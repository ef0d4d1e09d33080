import assert from "node:assert/strict";
import { compare, type Sides } from "../../../tools/canary/compare";
import { type ByNode, FIGURES } from "../../../tools/canary/figures";

const kindOf = (name: string) => FIGURES.find((kind) => kind.name === name) ?? assert.fail(name);
const byNode = (values: Record<string, number | Record<string, number>>): ByNode =>
  new Map(
    Object.entries(values).map(([node, value]) => [
      node,
      new Map(typeof value === "number" ? [["", value]] : Object.entries(value)),
    ]),
  );

const STORED = "series stored per sample of a scrape";

const SIDES: Sides = { canary: ["a"], others: ["b", "c"] };

type Values = Parameters<typeof byNode>[0];
const verdict = (name: string, before: Values, after: Values, sides = SIDES) =>
  compare(kindOf(name), { before: byNode(before), after: byNode(after) }, sides).verdict;

describe("the comparison of a canary", () => {
  it("judges a node by what it was before, however it differs from others", () => {
    const before = { a: 100, b: 300, c: 320 };
    assert.equal(verdict("CPU per sample", before, { a: 105, b: 300, c: 320 }), "equal");
    assert.equal(verdict("CPU per sample", before, { a: 200, b: 300, c: 320 }), "worse");
    assert.equal(verdict("CPU per sample", before, { a: 50, b: 300, c: 320 }), "better");
  });

  it("takes what happened on the other nodes too for nobody's", () => {
    const before = { a: 100, b: 300, c: 320 };
    assert.equal(verdict("CPU per sample", before, { a: 200, b: 570, c: 610 }), "equal");
    assert.equal(verdict("memory", before, { a: 200, b: 570, c: 610 }), "equal");
  });

  it("does not halt on noise that is within the tolerance, or too small to matter", () => {
    assert.equal(verdict("CPU per sample", { a: 100, b: 100, c: 100 }, { a: 125, b: 100, c: 100 }), "equal");
    assert.equal(verdict("CPU per sample", { a: 4, b: 4, c: 4 }, { a: 5, b: 4, c: 4 }), "equal");
    assert.equal(verdict("CPU per sample", { a: 1, b: 1, c: 1 }, { a: 1.9, b: 1, c: 1 }), "equal");
    assert.equal(verdict("memory", { a: 20, b: 20, c: 20 }, { a: 34, b: 20, c: 20 }), "equal");
  });

  // What an agent needs at 10,000 samples/s and at 700, and what another one needs of it.
  for (const [at, needs, burns] of [
    ["10,000", 4.2, 8.4],
    ["10,000", 4.2, 6],
    ["700", 28, 56],
    ["700", 28, 38],
  ] as const)
    it(`halts a canary that burns ${burns} µs a sample where ${needs} are needed at ${at} samples/s`, () => {
      const before = { a: needs, b: needs, c: 1.1 * needs };
      assert.equal(verdict("CPU per sample", before, { ...before, a: burns }), "worse");
      assert.equal(verdict("CPU per sample", {}, { a: 1.1 * burns, b: needs, c: needs }), "worse");
      assert.equal(verdict("CPU per sample", before, { ...before, a: 1.2 * needs }), "equal");
    });

  it("compares a new node with the spread of the others", () => {
    assert.equal(verdict("memory", {}, { a: 330, b: 300, c: 320 }), "equal");
    assert.equal(verdict("memory", {}, { a: 500, b: 300, c: 320 }), "worse");
    assert.equal(verdict(STORED, {}, { a: { "x at 1": 10 }, b: { "x at 2": 99 } }), "unknown");
  });

  it("compares the one node of a cluster with itself", () => {
    const alone = { canary: ["a"], others: [] };
    assert.equal(verdict("memory", { a: 100 }, { a: 105 }, alone), "equal");
    assert.equal(verdict("memory", { a: 100 }, { a: 180 }, alone), "worse");
  });

  it("sees the series that one small job has lost, and names it", () => {
    const before = { a: { "big at 1": 1.01, "small at 2": 1.2 }, b: { "big at 3": 1 } };
    const after = { a: { "big at 1": 1.01, "small at 2": 0.4 }, b: { "big at 3": 1 } };
    const { verdict: found, of } = compare(kindOf(STORED), { before: byNode(before), after: byNode(after) }, SIDES);
    assert.deepEqual([found, of], ["worse", "small"]);
  });

  it("does not count targets that come, go and grow as the agent's doing", () => {
    const before = { a: { "app at 1": 500, "app at 2": 500 } };
    assert.equal(verdict("samples per target", before, { a: { "app at 1": 900, "app at 9": 20 } }), "equal");
    assert.equal(verdict("samples per target", before, { a: { "app at 1": 100, "app at 2": 110 } }), "worse");
  });

  it("says so where the store has nothing of the canary", () => {
    assert.equal(verdict("memory", { b: 300 }, { b: 300 }), "unknown");
  });

  it("states a reason for each tolerance", () => {
    for (const { name, reason, tolerance } of FIGURES) assert.ok(reason.length > 30 && tolerance > 0, name);
  });
});
