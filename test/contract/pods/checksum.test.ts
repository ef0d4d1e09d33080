import assert from "node:assert/strict";
import { checksum } from "../../../contract/pods/checksum";

describe("checksum", () => {
  it("stays the same from run to run", () => {
    assert.equal(checksum(""), checksum(""));
    assert.match(checksum({ "a.yml": "groups: []" }), /^[0-9a-f]{16}$/);
  });

  it("begins with the FNV-1a sum of the JSON text", () => {
    // Worked out with 64-bit arithmetic, which cannot lose the bits that 32-bit multiplication must keep.
    let sum = 0x811c9dc5n;
    for (const byte of Buffer.from('{"a":"grüße"}', "latin1")) {
      sum = ((sum ^ BigInt(byte)) * 0x01000193n) & 0xffffffffn;
    }
    assert.equal(checksum({ a: "grüße" }).slice(0, 8), sum.toString(16).padStart(8, "0"));
  });

  it("tells any two of ten thousand similar configurations apart in each of its halves", () => {
    const sums = Array.from({ length: 10_000 }, (_, index) => checksum({ interval: `${index}s` }));
    assert.equal(new Set(sums.map((sum) => sum.slice(0, 8))).size, sums.length);
    assert.equal(new Set(sums.map((sum) => sum.slice(8))).size, sums.length);
  });
});
