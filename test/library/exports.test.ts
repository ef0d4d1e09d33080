import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import * as library from "../../library";

const FOLDER = "components";

/** Each component has a file that is named after it. */
const components = (readdirSync(FOLDER, { recursive: true }) as string[])
  .filter((file) => /^[A-Z]\w+\.ts$/.test(basename(file)))
  .map((file) => basename(join(FOLDER, file), ".ts"));

describe("the library", () => {
  it("exports every component", () => {
    assert.ok(components.length > 15);
    assert.deepEqual(
      components.filter((name) => !(name in library)),
      [],
    );
  });
});
