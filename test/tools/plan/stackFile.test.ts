import assert from "node:assert/strict";
import { UserError } from "../../../tools/cli";
import { planStack } from "../../../tools/plan/plan";
import { parseStackFile } from "../../../tools/plan/stackFile";

describe("a stack file", () => {
  it("may leave the project's prefix out, as Pulumi's own", () => {
    assert.deepEqual(parseStackFile("f", "config: {environment: dev}").values, { "gke-telemetry:environment": "dev" });
  });

  it("keeps its secrets closed", () => {
    const { values, secretKeys } = parseStackFile("f", "config: {'gke-telemetry:remoteWritePassword': {secure: AAAB}}");
    assert.deepEqual(secretKeys, ["gke-telemetry:remoteWritePassword"]);
    assert.equal(values["gke-telemetry:remoteWritePassword"], "[secret]");
  });

  it("has the values that the engine makes of it", () => {
    // As `pulumi config --json` of Pulumi 3.260 prints them.
    const engine: readonly (readonly [text: string, value: string])[] = [
      ["010", "8"],
      ["-010", "-8"],
      ["1_000", "1000"],
      ["0b11", "3"],
      ["0x1F", "31"],
      ["0o17", "15"],
      ["1.50", "1.5"],
      ["1e3", "1000"],
      ["+5", "5"],
      [".5", "0.5"],
      ['"100"', "100"],
      ["TRUE", "true"],
      ["yes", "yes"],
      ["1:30", "1:30"],
      ["", ""],
      ["~", ""],
      ["!foo bar", "bar"],
      ["{a: 010, b: yes, c: , d: 3.0}", '{"a":8,"b":"yes","c":null,"d":3}'],
      ["{<<: {a: 1, b: 2}, a: 9}", '{"b":2,"a":9}'],
    ];
    for (const [text, value] of engine) {
      const { values } = parseStackFile("f", `config:\n  gke-telemetry:x: ${text}\n`);
      const read = values["gke-telemetry:x"] ?? "";
      const comparable = (one: string) => (one.startsWith("{") ? (JSON.parse(one) as unknown) : one);
      assert.deepEqual(comparable(read), comparable(value), text);
    }
    const merged = "base: &base {a: 1, b: 2}\nconfig:\n  x:\n    <<: *base\n    c: 3\n";
    assert.deepEqual(JSON.parse(parseStackFile("f", merged).values["gke-telemetry:x"] ?? ""), { a: 1, b: 2, c: 3 });
  });

  it("refuses a file whose references to others would fill the memory, in a sentence", () => {
    const levels = Array.from(
      { length: 9 },
      (_, index) => `l${index + 1}: &l${index + 1} [${`*l${index}, `.repeat(9)}]`,
    );
    const text = ["l0: &l0 [a]", ...levels, "config:", "  environment: *l9", ""].join("\n");
    assert.throws(() => parseStackFile("f.yaml", text), /^Error: f\.yaml: its references \(\*\) .+ too much/);
  });

  it("gives a problem of a merged setting the line that it is written in", async () => {
    const lines = [
      "base: &base {profile: huge}",
      "config:",
      "  environment: dev",
      "  cluster: {kind: existing, name: a}",
    ];
    const text = [...lines, "  agent:", "    <<: *base", ""].join("\n");
    const { problems } = await planStack("test", parseStackFile("f.yaml", text));
    assert.deepEqual(
      problems.map(({ path, at }) => [path, at]),
      [["gke-telemetry:agent.profile", { file: "f.yaml", line: 1 }]],
    );
  });

  it("that is no YAML, or no map, is a person's mistake", () => {
    for (const text of ["config: {", "- a", "config: 5", "a: 1\na: 2"])
      assert.throws(() => parseStackFile("f.yaml", text), UserError, text);
  });
});
