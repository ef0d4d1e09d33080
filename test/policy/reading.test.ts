import assert from "node:assert/strict";
import * as policy from "@pulumi/policy";
import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { UNKNOWN } from "../../contract/placeholders";
import { known } from "../../policy/evidence/reading";

/** Exported, but missing from the package's types. */
const { unknownCheckingProxy } = policy as unknown as { unknownCheckingProxy: (props: object) => object };

describe("values that are unknown in a preview", () => {
  it("can be read past, in objects and lists, without a rule being switched off", () => {
    const props = unknownCheckingProxy({ a: unknownValue, b: [1, unknownValue, { c: null }], d: "text" });
    assert.throws(() => (props as { a: unknown }).a);
    assert.deepEqual(known(props), { a: UNKNOWN, b: [1, UNKNOWN, { c: null }], d: "text" });
  });
});
