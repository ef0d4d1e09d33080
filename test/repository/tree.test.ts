import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

const LONGEST_FILE_LINES = 250;
const MOST_FILES = 12;

/** Not written by hand. */
const IGNORED = new Set(["node_modules", "out", "dist", ".git", ".state"]);

/** Folders that may have more files beside each other, and why. */
const LARGE_FOLDERS: Readonly<Record<string, string>> = {
  ".": "Pulumi, npm and GitHub look for their files there.",
  "distribution/remotewrite": "A Go package is one folder, with its tests beside it.",
  "distribution/remotewrite/internal/blockqueue": "The same.",
  "distribution/remotewrite/internal/translate": "The same.",
  "changelog.d": "One for each change since the last release.",
  docs: "One page for each subject, at an address that others link to.",
  "docs/runbooks": "One for each alert, named after it.",
  "test/acceptance/cases": "One for each subject; mocha.json has their order.",
};

interface Folder {
  readonly path: string;
  readonly files: readonly string[];
}

function foldersBelow(folder: string): Folder[] {
  const entries = fs.readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !IGNORED.has(name));
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => path.join(folder, name));
  const below = entries
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => foldersBelow(path.join(folder, name)));
  return [{ path: folder, files }, ...below];
}

describe("the tree", () => {
  const folders = foldersBelow(".");

  it(`has no source file above ${LONGEST_FILE_LINES} lines`, () => {
    const lengths = folders
      .flatMap(({ files }) => files)
      .filter((file) => file.endsWith(".ts"))
      .map((file) => ({ file, lines: fs.readFileSync(file, "utf8").split("\n").length - 1 }));
    assert.deepEqual(
      lengths.filter(({ lines }) => lines > LONGEST_FILE_LINES),
      [],
    );
  });

  it(`has no folder with more than ${MOST_FILES} files beside each other, unless it says why`, () => {
    const large = folders.filter(({ path: folder, files }) => files.length > MOST_FILES && !(folder in LARGE_FOLDERS));
    assert.deepEqual(
      large.map(({ path: folder, files }) => `${folder}: ${files.length}`),
      [],
    );
  });

  it("has a row for each folder in docs/architecture.md", () => {
    const rows = fs.readFileSync("docs/architecture.md", "utf8");
    const top = folders.map(({ path: folder }) => folder).filter((folder) => /^[a-z]+$/.test(folder));
    const documents = ["docs", "examples"];
    assert.deepEqual(
      top.filter((folder) => !documents.includes(folder) && !rows.includes(`| \`${folder}/\` |`)),
      [],
    );
  });

  it("has each folder that may be large", () => {
    for (const folder of Object.keys(LARGE_FOLDERS)) assert.ok(fs.existsSync(folder), folder);
  });
});
