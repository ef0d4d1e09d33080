/** Runs the script of the workflow that keeps the issue of a stack, with GitHub's API played. */
import assert from "node:assert/strict";
import { runScript } from "./workflowScript";

const TITLE = "Drift of stack dev";

interface Found {
  readonly number: number;
  readonly title: string;
  readonly type: string;
}

/** What the script asks of GitHub. */
async function callsFor(open: boolean, issues: readonly Found[]): Promise<object[]> {
  const calls: object[] = [];
  const record = (call: string) => (given: object) => Promise.resolve(void calls.push({ call, ...given }));
  const github = {
    rest: { issues: { create: record("create"), update: record("update"), listForRepo: () => undefined } },
    paginate: (_: unknown, query: { state: string; labels: string }) => {
      assert.deepEqual(query, { state: "open", labels: "drift" });
      return Promise.resolve(issues.map(({ type, ...issue }) => ({ ...issue, user: { type } })));
    },
  };
  const files = { "out/drift/issue.json": JSON.stringify({ open, title: TITLE, body: "text" }) };
  await runScript("drift.yaml", { github, context: { repo: {} }, core: {}, files });
  return calls;
}

const issue = { number: 3, title: TITLE, type: "Bot" };

describe("the issue of a stack's drift", () => {
  it("is opened once, and has the text of the last night", async () => {
    assert.deepEqual(await callsFor(true, []), [{ call: "create", title: TITLE, body: "text", labels: ["drift"] }]);
    assert.deepEqual(await callsFor(true, [issue]), [{ call: "update", issue_number: 3, body: "text" }]);
  });

  it("closes itself, and opens none where nothing differs", async () => {
    assert.deepEqual(await callsFor(false, [issue]), [
      { call: "update", issue_number: 3, body: "text", state: "closed" },
    ]);
    assert.deepEqual(await callsFor(false, []), []);
  });

  it("leaves issues alone that somebody has written, and those of other stacks", async () => {
    const others = [
      { ...issue, type: "User" },
      { ...issue, title: "Drift of stack prod" },
    ];
    assert.deepEqual(await callsFor(false, others), []);
    assert.deepEqual(
      (await callsFor(true, others)).map((call) => (call as { call: string }).call),
      ["create"],
    );
  });
});
