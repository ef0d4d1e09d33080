import assert from "node:assert/strict";
import { changeComment, changeNames, writtenComment } from "../../../../tools/examples/changes";

const count = (text: string, part: string) => text.split(part).length - 1;

describe("test/examples/changes", () => {
  it("has the twelve changes that reviewers meet", () => {
    assert.equal(changeNames().length, 12);
  });

  for (const name of changeNames())
    it(`${name} has the comment that a reviewer sees; \`npm run examples\` writes it anew`, async () => {
      const comment = await changeComment(name);
      assert.equal(comment, writtenComment(name));
      assert.equal(count(comment, "<details>"), count(comment, "</details>"));
      assert.match(comment, /^### .*\.\n/, "the first line is the verdict");
    });
});
