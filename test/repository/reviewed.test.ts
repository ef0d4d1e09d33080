/** Runs the scripts by which a deployment learns what was reviewed, with GitHub's API played. */
import assert from "node:assert/strict";
import { runScript } from "./workflowScript";

const [COMMIT, HEAD, BASE, OTHER] = ["a", "b", "c", "d"].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
];
const comment = (head: string, base = BASE) =>
  `<!-- gke-telemetry plan -->\n<!-- planned: head ${head}, base ${base} -->\n### \`dev\`: …`;

interface Situation {
  readonly mergeCommit?: string;
  readonly comments?: readonly { readonly type: string; readonly body: string }[];
}

async function planned({ mergeCommit = COMMIT, comments = [] }: Situation): Promise<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const pull = { number: 7, merge_commit_sha: mergeCommit, head: { sha: HEAD } };
  const github = {
    rest: {
      repos: { listPullRequestsAssociatedWithCommit: () => Promise.resolve({ data: [pull] }) },
      issues: { listComments: () => undefined },
    },
    paginate: () => Promise.resolve(comments.map(({ type, body }) => ({ user: { type }, body }))),
  };
  const core = { setOutput: (name: string, value: string) => void (outputs[name] = value) };
  const given = { github, context: { repo: {} }, core, environment: { COMMIT } };
  await runScript("reviewed.yaml", given, "Find what was planned for reviewers");
  return outputs;
}

describe("a deployment", () => {
  it("compares with the head of the pull request that became the commit, and the base that its plans had", async () => {
    assert.deepEqual(await planned({ comments: [{ type: "Bot", body: comment(HEAD) }] }), { head: HEAD, base: BASE });
  });

  it("says why there is nothing to compare with", async () => {
    const body = comment(HEAD);
    const without: readonly Situation[] = [
      { comments: [] },
      { comments: [{ type: "User", body }] },
      { comments: [{ type: "Bot", body: comment(OTHER) }] },
      { comments: [{ type: "Bot", body: `quoted\n${body}` }] },
      { comments: [{ type: "Bot", body: body.replace(BASE, "main") }] },
    ];
    for (const situation of without)
      assert.deepEqual(await planned(situation), {
        reason: "The last commit of pull request 7 has no plans that somebody could have reviewed.",
      });
    assert.deepEqual(await planned({ mergeCommit: OTHER, comments: [{ type: "Bot", body }] }), {
      reason: "It was merged by no pull request, so nobody has reviewed its plans.",
    });
  });

  it("waits for an approval only where there is somebody to give it", async () => {
    const failures = async (getEnvironment: () => Promise<object>) => {
      const failed: string[] = [];
      const github = { rest: { repos: { getEnvironment } } };
      const core = { setFailed: (text: string) => failed.push(text) };
      await runScript("reviewed.yaml", { github, context: { repo: {} }, core }, "Refuse what nobody could approve");
      return failed.length;
    };
    const rules = (protection_rules?: readonly object[]) => () => Promise.resolve({ data: { protection_rules } });
    assert.equal(await failures(rules([{ type: "required_reviewers", reviewers: [{ type: "Team" }] }])), 0);
    assert.equal(await failures(rules([{ type: "required_reviewers", reviewers: [] }])), 1);
    assert.equal(await failures(rules([{ type: "wait_timer" }])), 1);
    assert.equal(await failures(rules()), 1);
    assert.equal(await failures(() => Promise.reject(new Error("Not Found"))), 1);
  });
});
