import assert from "node:assert/strict";
import { compare, type Stored } from "./accounting";

const AT = 1_700_000_000_000;

function storedTimes(...times: readonly number[]): Stored {
  return new Map([["target/0", new Map([[1, times]])]]);
}

const one = { key: "target/0", value: 1, at: AT };

describe("the account of samples", () => {
  it("finds nothing wrong where each accepted sample is stored once, at its time", () => {
    assert.deepEqual(compare([one], storedTimes(AT / 1000 + 0.2)), {
      accepted: 1,
      lost: [],
      duplicated: 0,
      misdated: 0,
    });
  });

  it("counts an accepted sample that is not stored as lost", () => {
    const other = { ...one, value: 2 };
    assert.deepEqual(compare([one, other], storedTimes(AT / 1000)).lost, [other]);
  });

  it("counts a sample that is stored twice", () => {
    assert.equal(compare([one], storedTimes(AT / 1000, AT / 1000 + 1)).duplicated, 1);
  });

  it("counts a sample that is stored at another time than that of its scrape", () => {
    assert.equal(compare([one], storedTimes(AT / 1000 + 60)).misdated, 1);
  });
});
