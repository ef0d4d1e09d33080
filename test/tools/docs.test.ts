import assert from "node:assert/strict";
import * as fs from "node:fs";
import { settingsDocument } from "../../tools/docs/settings";

describe("docs/settings.md", () => {
  it("is what the schema says; `npm run docs` writes it anew", () => {
    assert.equal(fs.readFileSync("docs/settings.md", "utf8"), settingsDocument());
  });
});
