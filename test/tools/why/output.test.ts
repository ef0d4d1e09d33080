import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { UsageError } from "../../../tools/cli";
import { type Answer, ended, passed, unseen, walk } from "../../../tools/why/answer";
import { annotate } from "../../../tools/why/look/fix";
import { answerLines } from "../../../tools/why/output";
import { namespaceOf, subjectOf } from "../../../tools/why/subject";

const STEPS = (middle: ReturnType<typeof passed>) => [
  { name: "pod", consequence: "is not scraped", look: () => passed("it runs", ["on node-1"]) },
  { name: "rules", consequence: "is not scraped", look: () => middle },
  { name: "store", consequence: "is not stored", look: () => passed("12 series") },
];

const lines = (answer: Answer) => answerLines(answer, new PassThrough() as unknown as NodeJS.WriteStream);

describe("an answer of why", () => {
  it("has the verdict first, one line for a station, the fix below the end, and what comes after it unmarked", async () => {
    const fix = { text: "Annotate it.", commands: ["kubectl annotate"] };
    const answer = await walk("pod shop/cart", STEPS(ended("its port is no number", fix)), () => "arrives");
    assert.equal(answer.arrives, false);
    assert.deepEqual(lines(answer), [
      "pod shop/cart is not scraped: its port is no number",
      "  √ pod    it runs",
      "           on node-1",
      "  × rules  its port is no number",
      "           Annotate it.",
      "           kubectl annotate",
      "  · store",
    ]);
  });

  it("arrives where the last station is passed, whatever could not be seen before", async () => {
    assert.equal((await walk("pod a/b", STEPS(unseen("forbidden")), () => "arrives")).arrives, true);
  });

  it("prints no control character of a name, in whatever station", async () => {
    const answer = await walk("pod a/b", STEPS(passed('port is "\u001b[2J\u202e80\u0007"')), () => "arrives");
    assert.ok(!/[\u0000-\u0009\u000b-\u001f\u202e]/.test(lines(answer).join("\n")));
  });

  it("asks about one thing whose name can be one", () => {
    assert.deepEqual(subjectOf(["svc/cart"]), { kind: "service", name: "cart" });
    assert.throws(() => subjectOf([]), UsageError);
    assert.throws(() => subjectOf(["pod/../../secrets"]), UsageError);
    assert.throws(() => namespaceOf("a/b"), UsageError);
  });

  it("lets what to type be typed: a value from the cluster stays one word", () => {
    const pod = { metadata: { name: "cart", namespace: "shop" } };
    const { commands } = annotate(pod, { "prometheus.io/path": "/m'; rm -rf ~ #" });
    assert.deepEqual(commands, [
      `kubectl --namespace shop annotate pod cart --overwrite 'prometheus.io/path=/m'\\''; rm -rf ~ #'`,
    ]);
  });
});
