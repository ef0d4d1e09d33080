import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { PROJECT, settingsSchema } from "../../settings/schema/settings";
import { readStackFile } from "../../tools/plan/stackFile";
import { EXAMPLES, exampleFiles, exampleNames, writtenFiles } from "../../tools/examples/example";

/** Where two texts part, for people; undefined where they are the same. */
function firstDifference(file: string, written: string, planned: string): string | undefined {
  if (written === planned) return undefined;
  const [before, now] = [written.split("\n"), planned.split("\n")];
  const line = before.findIndex((text, index) => text !== now[index]);
  const at = line === -1 ? before.length : line;
  return `${file}:${at + 1}\n  - ${before[at] ?? "(end)"}\n  + ${now[at] ?? "(end)"}`;
}

/** The kind of a section of a stack file; where it says none, the default. */
function kindIn(section = '{ "kind": "prometheus" }'): string {
  return (JSON.parse(section) as { kind: string }).kind;
}

/** Every kind that the schema has for a section. */
function kindsOf(section: "cluster" | "metrics"): string[] {
  const { properties } = z.toJSONSchema(settingsSchema, { io: "input", unrepresentable: "any" });
  const { oneOf = [] } = properties?.[section] as { oneOf?: { properties: { kind: { const: string } } }[] };
  return oneOf.map((option) => option.properties.kind.const).sort();
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

  it("has every kind of cluster and of metrics store, so that plan and policies see each", () => {
    const settings = exampleNames().map((name) => readStackFile(join(EXAMPLES, name, "settings.yaml")).values);
    for (const section of ["cluster", "metrics"] as const) {
      const kinds = settings.map((values) => kindIn(values[`${PROJECT}:${section}`]));
      assert.deepEqual([...new Set(kinds)].sort(), kindsOf(section), section);
    }
  });

  it("names the line in which a file parts from the plan", () => {
    assert.equal(firstDifference("f", "a\nb\n", "a\nb\n"), undefined);
    assert.equal(firstDifference("f", "a\nb\n", "a\nc\n"), "f:2\n  - b\n  + c");
    assert.equal(firstDifference("f", "a", "a\nb"), "f:2\n  - (end)\n  + b");
  });
});
