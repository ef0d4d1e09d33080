import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

const FOLDER = "changelog.d";
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*\.(breaking|added|changed|fixed|removed|security)\.md$/;

describe("changelog.d", () => {
  for (const name of fs.readdirSync(FOLDER).filter((file) => file !== "README.md"))
    it(`${name} has a name of the form topic.kind.md, and one paragraph`, () => {
      assert.match(name, NAME);
      assert.match(fs.readFileSync(path.join(FOLDER, name), "utf8"), /^[^\n#-][^\n]+\.\n$/);
    });
});
