import assert from "node:assert/strict";
import * as fs from "node:fs";
import { withEdges } from "../../tools/docs/edges";
import { settingsDocument } from "../../tools/docs/settings";
import { type JsonSchema, wordedSchema } from "../../tools/docs/values";

describe("docs/settings.md", () => {
  it("is what the schema says; `npm run docs` writes it anew", () => {
    assert.equal(fs.readFileSync("docs/settings.md", "utf8"), settingsDocument());
  });
});

describe("the words for the form of a setting", () => {
  /** Every form with an example in its words. */
  function examples(schema: JsonSchema) {
    const found: { readonly words: string; readonly pattern: string; readonly example: string }[] = [];
    JSON.stringify(schema, (_, value: unknown) => {
      const { words = "", pattern = "" } = (value ?? {}) as JsonSchema;
      const [, example] = /such as ([^\s,]+)/.exec(words) ?? [];
      if (example !== undefined && pattern !== "") found.push({ words, pattern, example });
      return value;
    });
    return found;
  }

  it("have an example that the form takes", () => {
    const found = examples(wordedSchema());
    assert.ok(found.length > 20);
    for (const { words, pattern, example } of found) assert.match(example, new RegExp(pattern), words);
  });
});

describe("docs/security.md", () => {
  it("has the connections that the network policies let through; `npm run docs` writes them anew", () => {
    const text = fs.readFileSync("docs/security.md", "utf8");
    assert.equal(text, withEdges(text));
  });
});
