import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

const folders = [".", "docs", "docs/runbooks", "distribution/remotewrite"];
const documents = folders.flatMap((folder) =>
  fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .map((name) => path.join(folder, name)),
);
const textOf = (file: string) => fs.readFileSync(file, "utf8");

/** The headings of a document as addresses. */
const headings = (file: string) =>
  [...textOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, "")
      .replaceAll(" ", "-"),
  );

/** What is wrong with a link of a document; empty where nothing is. */
function brokenLink(from: string, target: string): string {
  const [file = "", heading] = target.split("#");
  const to = file === "" ? from : path.join(path.dirname(from), file);
  if (!fs.existsSync(to)) return `${from} links to ${target}, which is not there`;
  const isHeading = heading === undefined || !to.endsWith(".md") || headings(to).includes(heading);
  return isHeading ? "" : `${from} links to ${target}, which has no such heading`;
}

describe("the documents", () => {
  it("link to files and headings that are there", () => {
    const broken = documents.flatMap((file) =>
      [...textOf(file).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target = ""]) => target)
        .filter((target) => !/^[a-z]+:/.test(target))
        .map((target) => brokenLink(file, target))
        .filter((text) => text !== ""),
    );
    assert.deepEqual(broken, []);
  });

  it("name commands that are there", () => {
    const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Readonly<Record<string, string>> };
    const unknown = documents.flatMap((file) =>
      [...textOf(file).matchAll(/npm run (?:--silent )?([a-z][a-z:]*[a-z])/g)]
        .map(([, name = ""]) => name)
        .filter((name) => !(name in scripts))
        .map((name) => `${file}: npm run ${name}`),
    );
    assert.deepEqual(unknown, []);
  });

  it("have each command in README.md, or say in CONTRIBUTING.md what it is for", () => {
    const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Readonly<Record<string, string>> };
    const told = textOf("README.md") + textOf("CONTRIBUTING.md");
    const own = Object.keys(scripts).filter((name) => !["prepack", "start", "test"].includes(name));
    assert.deepEqual(
      own.filter((name) => !told.includes(`npm run ${name}`)),
      [],
    );
  });
});
