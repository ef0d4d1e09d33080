import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { PassThrough } from "node:stream";
import { WriteStream } from "node:tty";
import { planMarkdown } from "../../../tools/plan/output/markdown";
import { planLines } from "../../../tools/plan/output/print";
import { partCounts } from "../../../tools/plan/output/verdict";
import type { Plan } from "../../../tools/plan/plan";
import { withPolicies } from "../../../tools/plan/policies";
import { configured } from "../../harness/configuredPlan";

const TODAY = "2026-11-22";

function terminal(columns: number): NodeJS.WriteStream {
  const getColorDepth = (): number => WriteStream.prototype.getColorDepth.call(stream);
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns, getColorDepth });
  return stream as unknown as NodeJS.WriteStream;
}

/** Prints with these variables of the environment alone: whether colours are known depends on many, such as CI. */
function withVariables<Result>(variables: Readonly<Record<string, string>>, print: () => Result): Result {
  const before = process.env;
  process.env = { PATH: before.PATH, HOME: before.HOME, ...variables };
  try {
    return print();
  } finally {
    process.env = before;
  }
}

const options = { folder: "out/plan/test", tree: false };

describe("the text of a plan", () => {
  let clean: Plan;
  let broken: Plan;
  let unusable: Plan;

  before(async () => {
    clean = withPolicies(await configured({}), TODAY);
    const [violation] = clean.violations ?? [];
    assert.ok(violation);
    broken = { ...clean, violations: [violation, { ...violation, level: "mandatory", message: "is broken" }] };
    unusable = withPolicies(await configured({ agent: { profle: "low" } }), TODAY);
  });

  const texts = (plan: Plan) => [
    planLines(plan, options, terminal(200)).join("\n"),
    planMarkdown(plan).replace(/^## .*\n\n/, ""),
  ];

  it("begins with its one verdict, and never says that all is well beside a broken policy", () => {
    for (const text of texts(broken)) {
      const [first = ""] = text.split("\n");
      assert.match(first, /Stack test cannot be deployed.*1 mandatory policy violation, 1 advisory policy violation/);
      assert.doesNotMatch(text, /no problems|can be deployed|✅/i);
      assert.ok(text.indexOf("is broken") < text.indexOf("no digest"), "what is mandatory comes first");
    }
    for (const text of texts(clean))
      assert.match(text.split("\n")[0] ?? "", /Stack test can be deployed.*: \d+ resources \(/);
    for (const text of texts(unusable)) {
      assert.match(text.split("\n")[0] ?? "", /Stack test cannot be deployed.*: 1 problem\./);
      assert.match(text, /Did you mean gke-telemetry:agent\.profile\?/);
    }
  });

  it("says what is wrong before what the stack means, and that before what it is made of", () => {
    for (const text of texts(broken)) {
      const places = ["Policies", "What it means", "Endpoints", "Resources by part"].map((title) =>
        text.indexOf(title),
      );
      assert.deepEqual(
        places,
        [...places].sort((a, b) => a - b),
      );
      assert.ok(!places.includes(-1));
    }
  });

  it("counts every resource that is made in one part, and lists them all only where that is asked for", () => {
    const { resources } = clean;
    const made = resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:providers:"));
    const charts = resources.filter(({ type }) => type === "kubernetes:helm.sh/v4:Chart");
    const total = partCounts(resources).reduce((sum, part) => sum + part.resources, 0);
    assert.equal(total, made.length + charts.length);
    const text = (tree: boolean) => planLines(clean, { ...options, tree }, terminal(200)).join("\n");
    assert.doesNotMatch(text(false), /StatefulSet/);
    for (const { name } of resources) assert.ok(text(true).includes(name), name);
  });

  it("fits a terminal, except for words and commands that cannot be broken", () => {
    for (const columns of [60, 80, 120])
      for (const line of withVariables({ NO_COLOR: "1" }, () => planLines(broken, options, terminal(columns)))) {
        const isCommandOrWord = /^ +(kubectl .*|\S+)$/.test(line);
        assert.ok(line.length <= columns || isCommandOrWord, `${columns}: ${line}`);
      }
  });

  it("is coloured on a terminal, and not where NO_COLOR or TERM say that it must not be", () => {
    const isColoured = (variables: Readonly<Record<string, string>>) =>
      withVariables(variables, () => planLines(clean, options, terminal(80)))
        .join()
        .includes("\u001b[");
    assert.equal(isColoured({ TERM: "xterm-256color" }), true);
    assert.equal(isColoured({ TERM: "xterm-256color", NO_COLOR: "1" }), false);
    assert.equal(isColoured({ TERM: "dumb" }), false);
  });

  it("is plain in a pipe, unless FORCE_COLOR asks for colours", () => {
    const print = (variables: Readonly<Record<string, string>>) =>
      spawnSync(
        process.execPath,
        ["tools/run.cjs", "tools/plan/main.ts", "--stack", "local", "--out", "out/plan/local"],
        {
          encoding: "utf8",
          env: { PATH: process.env["PATH"], ...variables },
        },
      ).stdout;
    assert.ok(!print({}).includes("\u001b["));
    assert.ok(print({ FORCE_COLOR: "1" }).includes("\u001b["));
  });
});
