import assert from "node:assert/strict";
import * as fs from "node:fs";
import { withGenerations } from "../../../tools/rotate/stackFile";
import { stackNames, UserError } from "../../../tools/cli";

/** Lines that are in only one of two texts. */
function changedLines(before: string, after: string): string[] {
  const [left, right] = [before.split("\n"), after.split("\n")];
  return [
    ...left.filter((line) => !right.includes(line)).map((line) => `-${line}`),
    ...right.filter((line) => !left.includes(line)).map((line) => `+${line}`),
  ];
}

describe("raising a generation in a stack file", () => {
  for (const stack of stackNames())
    it(`of stack ${stack} changes nothing else`, () => {
      const text = fs.readFileSync(`Pulumi.${stack}.yaml`, "utf8");
      const once = withGenerations("file", text, { passwords: 2, certificates: 2 });
      const metrics = /^ {2}gke-telemetry:metrics: \{.*\}$/m.exec(text)?.[0] ?? "";
      assert.deepEqual(changedLines(text, once), [
        `-${metrics}`,
        `+${metrics.replace("}", ", credentialsGeneration: 2}")}`,
        "+  gke-telemetry:certificatesGeneration: 2",
      ]);
      const twice = withGenerations("file", once, { certificates: 3 });
      assert.deepEqual(changedLines(once, twice), [
        "-  gke-telemetry:certificatesGeneration: 2",
        "+  gke-telemetry:certificatesGeneration: 3",
      ]);
    });

  it("keeps comments, encrypted values and the form that the Pulumi CLI writes", () => {
    const text = [
      "encryptionsalt: v1:abc",
      "config:",
      "    metrics: # ours",
      "        kind: prometheus",
      "        credentialsGeneration: 4 # January",
      "    gke-telemetry:teams:",
      "        - name: a",
      `    gke-telemetry:secret: {secure: ${"x".repeat(200)}}`,
      "",
    ].join("\n");
    const raised = withGenerations("file", text, { passwords: 5 });
    assert.equal(raised, text.replace("Generation: 4", "Generation: 5"));
  });

  it("leaves a section that is written as JSON text to a person", () => {
    const text = `config: {gke-telemetry:metrics: '{"kind":"prometheus"}'}`;
    assert.throws(() => withGenerations("Pulumi.a.yaml", text, { passwords: 2 }), UserError);
  });
});
