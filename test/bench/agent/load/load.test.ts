import assert from "node:assert/strict";
import { Application } from "../exposition/application";
import { protobufExposition } from "../exposition/protobuf";
import { textExposition } from "../exposition/text";
import { decompressSnappy } from "./snappy";
import { countWritten } from "./writeRequest";

/** A field that is a message, text or bytes. */
const field = (number: number, ...body: readonly number[]) => [(number << 3) | 2, body.length, ...body];

describe("the load of the benchmark of agents", () => {
  it("decompresses literals, and copies that overlap what they write", () => {
    const block = Buffer.from([9, 2 << 2, ...Buffer.from("abc"), 1 | (2 << 2), 3]);
    assert.equal(decompressSnappy(block).toString(), "abcabcabc");
  });

  it("decompresses long literals and far copies", () => {
    const text = Buffer.alloc(3000, "abcdefg");
    const copy = [2 | (9 << 2), ...[2989 & 0xff, 2989 >> 8]];
    const block = Buffer.from([...[0xc2, 0x17], ...[61 << 2, 2999 & 0xff, 2999 >> 8], ...text, ...copy]);
    assert.equal(decompressSnappy(block).toString(), `${text.toString()}${text.toString().slice(11, 21)}`);
  });

  it("refuses a block that ends too early", () => {
    assert.throws(() => decompressSnappy(Buffer.from([9, 2 << 2, ...Buffer.from("abc")])), RangeError);
  });

  it("counts samples, histograms and exemplars of both versions", () => {
    const series = [...field(1, 1, 2), ...field(2, 8, 1), ...field(2, 8, 2)];
    const version2 = [...field(4), ...field(5, ...series, ...field(4, 8, 1)), ...field(5, ...field(3, 8, 1))];
    assert.deepEqual(countWritten(Buffer.from(version2), "2.0"), { samples: 2, histograms: 1, exemplars: 1 });
    const version1 = [...field(1, ...series, ...field(3, 8, 1)), ...field(1, ...field(4, 8, 1)), ...field(3, 8, 1)];
    assert.deepEqual(countWritten(Buffer.from(version1), "1.0"), { samples: 2, histograms: 1, exemplars: 1 });
  });

  it("exposes the same as text and as protobuf, but for native histograms", () => {
    const { families } = new Application(1, 1000);
    const text = textExposition(families);
    const natives = families.flatMap(({ kind, metrics }) => (kind === "native" ? metrics : [])).length;
    assert.ok(text.samples > 900 && text.samples < 1100, `${text.samples} samples`);
    assert.ok(natives > 0);
    assert.equal(protobufExposition(families).samples, text.samples - 2 * natives);
    assert.equal(text.body.split("\n").filter((line) => line !== "" && !line.startsWith("#")).length, text.samples);
  });

  it("exposes the same from the same number, and ends series while others begin", () => {
    const bodies = [1, 1, 2].map((number) => {
      const application = new Application(number, 1000);
      for (let scrape = 0; scrape < 10; scrape += 1) application.advance();
      return textExposition(application.families).body;
    });
    assert.equal(bodies[0], bodies[1]);
    assert.notEqual(bodies[0], bodies[2]);
    const names = (body: string) => new Set(body.split("\n").map((line) => line.slice(0, line.lastIndexOf(" "))));
    const first = names(textExposition(new Application(1, 1000).families).body);
    const later = [...names(bodies[0] ?? "")].filter((name) => !first.has(name));
    assert.ok(later.length > 0 && later.length < 20, `${later.length} new series`);
  });
});
