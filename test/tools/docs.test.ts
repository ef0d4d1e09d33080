import assert from "node:assert/strict";
import * as fs from "node:fs";
import { withEdges } from "../../tools/docs/edges";
import { settingsDocument } from "../../tools/docs/settings";

describe("docs/settings.md", () => {
  it("is what the schema says; `npm run docs` writes it anew", () => {
    assert.equal(fs.readFileSync("docs/settings.md", "utf8"), settingsDocument());
  });
});

describe("docs/security.md", () => {
  it("has the connections that the network policies let through; `npm run docs` writes them anew", () => {
    const text = fs.readFileSync("docs/security.md", "utf8");
    assert.equal(text, withEdges(text));
  });
});
