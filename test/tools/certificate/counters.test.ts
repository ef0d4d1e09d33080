import assert from "node:assert/strict";
import { grownBy } from "../../../tools/certificate/counters";

const steady = (last: number) => ({ most: last, last });

describe("the growth of a counter for a certificate", () => {
  it("is the difference of its values, to the last one", () => {
    assert.equal(grownBy(100, [steady(110), steady(110), steady(135)]), 35);
  });

  it("counts a counter that was not there from 0", () => {
    assert.equal(grownBy(undefined, [steady(7), steady(9)]), 9);
  });

  it("counts what a process counted before its end, and what the next one counts from 0", () => {
    assert.equal(grownBy(100, [{ most: 120, last: 5 }, steady(8)]), 28);
    assert.equal(grownBy(100, [steady(120), steady(3)]), 23);
  });
});
