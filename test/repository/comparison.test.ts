import assert from "node:assert/strict";
import * as fs from "node:fs";

const document = fs.readFileSync("docs/comparison.md", "utf8");
const rows = document
  .split("\n")
  .filter((line) => /^\| *\d+ *\|/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, number, capability, here, proof]) => ({
    number: Number(number),
    capability,
    here: here ?? "",
    proof: proof ?? "",
  }));

describe("the comparison with the peers", () => {
  it("has each capability once, and what shows it or why it is not there", () => {
    assert.deepEqual(
      rows.map(({ number }) => number),
      rows.map((_, index) => index + 1),
    );
    for (const { capability, here, proof } of rows) {
      assert.match(here, /^(?:yes|partly|no)$/, capability);
      assert.ok(proof.length > 5, capability);
    }
  });

  it("names a file, a command, a setting or a page for all that is here", () => {
    const settings = fs.readFileSync("docs/settings.md", "utf8");
    for (const { capability, here, proof } of rows.filter(({ here }) => here !== "no")) {
      const named = [...proof.matchAll(/`([\w.-]+)`/g)].map(([, name = ""]) => name);
      const isNamed = named.some(
        (name) => fs.existsSync(name) || settings.includes(`\`${name}\``) || settings.includes(`\`${name}.`),
      );
      assert.ok(isNamed || /`[\w.-]+\/|`npm |\]\(/.test(proof), `${capability ?? ""} (${here}): ${proof}`);
    }
  });

  it("names settings that are there", () => {
    const settings = fs.readFileSync("docs/settings.md", "utf8");
    for (const { capability, proof } of rows)
      for (const [, name = ""] of proof.matchAll(/`([a-z]\w+\.[a-z]\w+)`/g))
        if (!fs.existsSync(name)) assert.ok(settings.includes(`\`${name}`), `${capability ?? ""}: ${name}`);
  });

  it("links to headings that are there", () => {
    for (const { capability, proof } of rows)
      for (const [, file = "", heading = ""] of proof.matchAll(/\]\(([^)#]+)#([^)]+)\)/g)) {
        const headings = [...fs.readFileSync(`docs/${file}`, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, text = ""]) =>
          text
            .toLowerCase()
            .replace(/[^\w -]/g, "")
            .replaceAll(" ", "-"),
        );
        assert.ok(headings.includes(heading), `${capability ?? ""}: ${file}#${heading}`);
      }
  });

  it("names files and commands that are there", () => {
    const { scripts } = JSON.parse(fs.readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
    for (const { capability, proof } of rows) {
      for (const [, path = ""] of proof.matchAll(/`([\w.-]+\/[\w./-]*)`/g))
        assert.ok(fs.existsSync(path), `${capability ?? ""}: ${path}`);
      for (const [, script = ""] of proof.matchAll(/`npm (?:run )?([\w:]+)/g))
        assert.ok(script in scripts, `${capability ?? ""}: ${script}`);
      for (const [, file = ""] of proof.matchAll(/\]\(([^)#]+)/g))
        assert.ok(fs.existsSync(`docs/${file}`), `${capability ?? ""}: ${file}`);
    }
  });

  it("counts them as its table does", () => {
    const count = (grade: string) => rows.filter(({ here }) => here === grade).length;
    assert.match(
      document,
      new RegExp(
        `Of ${rows.length} capabilities, ${count("yes")} are here, ${count("partly")} in part and ${count("no")} not`,
      ),
    );
  });
});
