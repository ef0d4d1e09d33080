import assert from "node:assert/strict";
import * as policy from "@pulumi/policy";
import { UNKNOWN } from "../../contract/placeholders";
import { known } from "../../policy/evidence/reading";

/** Exported, but missing from the package's types. */
const { unknownCheckingProxy } = policy as unknown as { unknownCheckingProxy: (props: object) => object };

/** What the engine sends for a text that it does not know in a preview. */
const UNKNOWN_ON_THE_WIRE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("values that are unknown in a preview", () => {
  it("can be read past, in objects and lists, without a rule being switched off", () => {
    const props = unknownCheckingProxy({ a: UNKNOWN_ON_THE_WIRE, b: [1, UNKNOWN_ON_THE_WIRE, { c: null }], d: "text" });
    assert.throws(() => (props as { a: unknown }).a);
    assert.deepEqual(known(props), { a: UNKNOWN, b: [1, UNKNOWN, { c: null }], d: "text" });
  });
});
