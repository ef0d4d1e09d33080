import assert from "node:assert/strict";
import * as fs from "node:fs";
import { RECORDED } from "../../monitoring/metrics";
import { EXPOSED_METRICS } from "./knownNames";

/** The guide, without the column of what older guides ask for, which has names that are gone, and doctor's own words. */
const guide = fs
  .readFileSync("docs/operating.md", "utf8")
  .replace(/<!-- doctor-states:begin -->[^]*<!-- doctor-states:end -->/, "")
  .split("\n")
  .map((line, index, lines) => {
    const isOlder = lines.slice(0, index).lastIndexOf("| in guides | here |") > lines.slice(0, index).lastIndexOf("");
    return isOlder ? line.split(" | ").slice(1).join(" | ") : line;
  })
  .join("\n");

describe("the guide for operators", () => {
  it("names only metrics that something exposes or records", () => {
    const named = guide.match(/\b(?:otelcol|scrape|node|prometheus)(?:_|:|_device:)[\w:]+/g) ?? [];
    const known = new Set<string>([...EXPOSED_METRICS, ...Object.values(RECORDED)]);
    assert.ok(named.length > 5);
    assert.deepEqual(
      named.filter((name) => !known.has(name)),
      [],
    );
  });

  it("names only runbooks and documents that exist", () => {
    for (const [, file] of guide.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g))
      assert.ok(fs.existsSync(`docs/${String(file)}`), file);
  });
});
