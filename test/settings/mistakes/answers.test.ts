import assert from "node:assert/strict";
import { KEYS } from "./keys";
import { answersTo, FILE, type Mistake } from "./mistake";
import { MORE_KEYS } from "./moreKeys";
import { FORMS } from "./forms";
import { MORE_VALUES } from "./moreValues";
import { SECRETS } from "./secrets";
import { STRUCTURE } from "./structure";
import { VALUES } from "./values";
import { WRITING } from "./writing";

const has = (text: string, part: string | RegExp) => (typeof part === "string" ? text.includes(part) : part.test(text));

function mistakes(subject: string, table: readonly Mistake[]): void {
  describe(subject, () => {
    for (const { mistake, text, line, told, untold = [] } of table)
      it(`answers ${mistake} with the line, the rule and what to write`, async () => {
        const answers = await answersTo(text);
        const all = answers.join("\n");
        const answer = answers.find(
          (one) => one.startsWith(`${FILE}:${line}:`) && told.every((part) => has(one, part)),
        );
        assert.ok(
          answer !== undefined,
          `\n${all}\nhas no line that begins with ${FILE}:${line}: and has ${told.join(" | ")}`,
        );
        for (const part of untold) assert.ok(!has(all, part), `\n${all}\nmust not have ${String(part)}`);
        assert.equal(
          answers.filter((one) => one.startsWith(`${FILE}:${line}:`)).length,
          1,
          `one mistake, one answer:\n${all}`,
        );
      });
  });
}

mistakes("the name of a setting", KEYS);
mistakes("the value of a setting", VALUES);
mistakes("a secret", SECRETS);
mistakes("how a stack file is written", WRITING);
mistakes("the name of a setting, in other words,", MORE_KEYS);

describe("a key that every object of JavaScript has", () => {
  for (const key of ["constructor", "__proto__", "toString", "hasOwnProperty"])
    it(`is no setting: ${key}`, async () => {
      for (const line of [`gke-telemetry:${key}: x`, `gke-telemetry:containers: {${key}: x}`]) {
        const [answer = "", ...others] = await answersTo(
          `config:\n  gke-telemetry:environment: local\n  gke-telemetry:cluster: {kind: existing, name: local}\n  ${line}\n`,
        );
        assert.match(answer, new RegExp(`^${FILE}:4: gke-telemetry:(containers\\.)?${key} `));
        assert.match(answer, /is not a known setting/);
        assert.deepEqual(others, []);
      }
    });
});

mistakes("a value or a line, in other words,", MORE_VALUES);

mistakes("the structure of a stack file", STRUCTURE);
mistakes("the form of a value", FORMS);
