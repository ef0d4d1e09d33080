import assert from "node:assert/strict";
import { exampleFiles, exampleNames, writtenFiles } from "../../tools/examples/example";

/** Where two texts part, for people; undefined where they are the same. */
function firstDifference(file: string, written: string, planned: string): string | undefined {
  if (written === planned) return undefined;
  const [before, now] = [written.split("\n"), planned.split("\n")];
  const line = before.findIndex((text, index) => text !== now[index]);
  const at = line === -1 ? before.length : line;
  return `${file}:${at + 1}\n  - ${before[at] ?? "(end)"}\n  + ${now[at] ?? "(end)"}`;
}

describe("test/examples", () => {
  for (const name of exampleNames())
    it(`${name} has what a plan makes of its settings; \`npm run examples\` writes it anew`, async () => {
      const written = writtenFiles(name);
      const planned = await exampleFiles(name);
      const hint = "If the change is meant, `npm run examples` writes the files.";
      assert.deepEqual(Object.keys(written), Object.keys(planned).sort(), hint);
      for (const [file, text] of Object.entries(planned)) {
        const difference = firstDifference(`test/examples/${name}/${file}`, written[file] ?? "", text);
        assert.equal(difference, undefined, `${difference ?? ""}\n${hint}`);
      }
    });

  it("names the line in which a file parts from the plan", () => {
    assert.equal(firstDifference("f", "a\nb\n", "a\nb\n"), undefined);
    assert.equal(firstDifference("f", "a\nb\n", "a\nc\n"), "f:2\n  - b\n  + c");
    assert.equal(firstDifference("f", "a", "a\nb"), "f:2\n  - (end)\n  + b");
  });
});
