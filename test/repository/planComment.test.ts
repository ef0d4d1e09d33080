/** Runs the script of the workflow that comments on pull requests, with GitHub's API recorded. */
import assert from "node:assert/strict";
import { runScript } from "./workflowScript";

const MARK = "<!-- gke-telemetry plan -->";
const BASE = "0123456789abcdef0123456789abcdef01234567";
const PLANNED = `<!-- planned: head sha, base ${BASE} -->`;

interface Situation {
  readonly body?: string;
  readonly attention?: string;
  readonly base?: string;
  readonly head?: string;
  readonly labels?: readonly string[];
  readonly comments?: readonly { readonly id: number; readonly type: string; readonly body: string }[];
}

interface Call {
  readonly call: string;
  readonly comment_id?: number;
  readonly body?: string;
  readonly name?: string;
  readonly labels?: readonly string[];
}

/** What the script asks of GitHub. */
async function callsIn(situation: Situation): Promise<Call[]> {
  const { body = "text", attention = "review", base = BASE, head = "sha", labels = [], comments = [] } = situation;
  const files: Record<string, string> = {
    "comment/number": "7\n",
    "comment/base": `${base}\n`,
    "comment/body.md": body,
    "comment/attention": `${attention}\n`,
  };
  const calls: Call[] = [];
  const record = (call: string) => (given: object) => Promise.resolve(void calls.push({ call, ...given }));
  const issues = Object.fromEntries(
    ["createComment", "updateComment", "addLabels", "removeLabel"].map((name) => [name, record(name)]),
  );
  const pull = { head: { sha: head }, labels: labels.map((name) => ({ name })) };
  const github = {
    rest: { issues, pulls: { get: () => Promise.resolve({ data: pull }) } },
    paginate: () => Promise.resolve(comments.map(({ id, type, body: text }) => ({ id, user: { type }, body: text }))),
  };
  const context = { repo: {}, payload: { workflow_run: { head_sha: "sha", html_url: "https://example.com/run" } } };
  await runScript("plan-comment.yaml", { github, context, core: { notice: () => undefined }, files });
  return calls;
}

describe("the comment on a pull request", () => {
  it("is made once and edited then, whoever else has written the mark", async () => {
    const [made, label] = await callsIn({ comments: [{ id: 1, type: "User", body: `${MARK} mine` }] });
    assert.equal(made?.call, "createComment");
    assert.equal(made.body, `${MARK}\n${PLANNED}\ntext`);
    assert.deepEqual([label?.call, label?.labels], ["addLabels", ["plan: review"]]);
    const [edited] = await callsIn({ comments: [{ id: 2, type: "Bot", body: `${MARK}\nold` }] });
    assert.deepEqual([edited?.call, edited?.comment_id], ["updateComment", 2]);
  });

  it("is of the newest push alone", async () => {
    assert.deepEqual(await callsIn({ head: "newer" }), []);
  });

  it("notes for the deployment what was planned, and takes no text for a commit", async () => {
    for (const base of ["", "main", `${BASE} -->`, `${BASE}\n<!-- more -->`]) {
      const [made] = await callsIn({ base });
      assert.equal(made?.body, `${MARK}\ntext`, base);
    }
    const [long] = await callsIn({ body: "x".repeat(70_000) });
    assert.ok(long?.body?.startsWith(`${MARK}\n${PLANNED}\n`));
  });

  it("is never longer than GitHub takes, and never cut", async () => {
    const [made] = await callsIn({ body: `<details>${"x".repeat(70_000)}</details>` });
    assert.ok((made?.body ?? "").length < 65_536);
    assert.match(made?.body ?? "", /\[The plans\]\(https:\/\/example\.com\/run#artifacts\)/);
    assert.doesNotMatch(made?.body ?? "", /<details>/);
  });

  it("has one label for the attention that it needs, and takes no other word from the pull request", async () => {
    const calls = await callsIn({ attention: "irreversible", labels: ["bug", "plan: safe", "plan: irreversible"] });
    assert.deepEqual(
      calls.slice(1).map(({ call, name, labels }) => [call, name ?? labels]),
      [
        ["removeLabel", "plan: safe"],
        ["addLabels", ["plan: irreversible"]],
      ],
    );
    assert.deepEqual(
      (await callsIn({ attention: "approved" })).map(({ call }) => call),
      ["createComment"],
    );
    const nothing = await callsIn({ attention: "nothing", labels: ["plan: review"] });
    assert.deepEqual(
      nothing.slice(1).map(({ call, name }) => [call, name]),
      [["removeLabel", "plan: review"]],
    );
  });
});
