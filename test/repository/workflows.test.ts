/** What the workflows may do: each of them runs with somebody's rights. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { parse } from "yaml";
import { stackNames } from "../../tools/cli";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly environment?: string;
  readonly steps?: readonly Step[];
  readonly uses?: string;
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly with?: Readonly<Record<string, string>>;
  readonly strategy?: {
    readonly "max-parallel"?: number;
    readonly "fail-fast"?: boolean;
    readonly matrix?: Readonly<Record<string, unknown>>;
  };
}

interface Workflow {
  readonly on: Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const FOLDER = ".github/workflows";

const WORKFLOWS = fs.readdirSync(FOLDER).map((file) => {
  const text = fs.readFileSync(`${FOLDER}/${file}`, "utf8");
  return { file, text, ...(parse(text) as Workflow) };
});

const workflow = (file: string) => {
  const found = WORKFLOWS.find((candidate) => candidate.file === file);
  assert.ok(found, file);
  return found;
};

const jobs = WORKFLOWS.flatMap((all) =>
  Object.entries(all.jobs).map(([name, job]) => ({ ...job, on: all.on, where: `${all.file} ${name}` })),
);
const stepsWith = (action: string) =>
  jobs.flatMap(({ steps = [], ...job }) =>
    steps.filter(({ uses }) => uses?.startsWith(`${action}@`)).map((step) => ({ ...job, inputs: step.with ?? {} })),
  );

/** Whether a job gets credentials for the cloud, or a secret. The token of the run itself is neither. */
const holdsCredentials = ({ steps = [] }: Job) =>
  steps.some(({ uses }) => uses?.startsWith("google-github-actions/auth@")) ||
  /\bsecrets\./.test(JSON.stringify(steps));

describe("the workflows", () => {
  it("run no action that somebody could change under its name, and say its version", () => {
    for (const { file, text } of WORKFLOWS) {
      for (const [line, action] of text.matchAll(/^ *- uses: (\S+).*$/gm))
        assert.match(line, /@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, `${file}: ${String(action)}`);
    }
  });

  it("name their rights, and give none to code that is not the repository's", () => {
    for (const { file, permissions, on } of WORKFLOWS) {
      assert.equal(typeof permissions, "object", file);
      assert.ok(!("pull_request_target" in on), file);
    }
    assert.deepEqual(workflow("release.yaml").permissions, {});
  });

  it("hold credentials in environments alone, whose rules say who may use them", () => {
    const holders = jobs.filter(holdsCredentials);
    assert.deepEqual(holders.map(({ where }) => where).sort(), [
      "drift.yaml drift",
      "preview.yaml preview",
      "stack.yaml up",
    ]);
    for (const { where, environment, on } of holders) {
      assert.ok(environment, where);
      // A branch is code that nobody has reviewed, and at night nobody is there to approve a run.
      assert.equal("pull_request" in on, environment.startsWith("preview-"), where);
      assert.equal("schedule" in on, environment.startsWith("drift-"), where);
    }
  });

  it("deploy a commit only after CI has passed on that commit, one stack after the other", () => {
    const { on, jobs: deployments } = workflow("deploy.yaml");
    assert.deepEqual(Object.keys(on), ["workflow_run"]);
    assert.deepEqual(on["workflow_run"]?.["workflows"], ["ci"]);
    const { stacks, reviewed, update } = deployments;
    assert.match(String(stacks?.if), /workflow_run\.event == 'push'/);
    assert.match(String(stacks?.if), /workflow_run\.conclusion == 'success'/);
    assert.ok(update?.needs?.includes("stacks") === true);
    assert.deepEqual([update.strategy?.["max-parallel"], update.strategy?.["fail-fast"]], [1, true]);
    for (const job of [stacks, reviewed, update])
      assert.equal(job?.with?.["commit"], "${{ github.event.workflow_run.head_sha }}");
    for (const where of ["stack.yaml up", "stacks.yaml list", "reviewed.yaml compare"]) {
      const [checkout] = stepsWith("actions/checkout").filter((step) => step.where === where);
      assert.equal(checkout?.inputs["ref"], "${{ inputs.commit }}", where);
    }
  });

  it("deploy what was reviewed, and anything else only after somebody has approved it", () => {
    const { reviewed, approval, update } = workflow("deploy.yaml").jobs;
    assert.equal(reviewed?.uses, "./.github/workflows/reviewed.yaml");
    assert.equal(approval?.if, "needs.reviewed.outputs.same != 'true'");
    assert.equal(approval.environment, "unreviewed");
    assert.ok(workflow("reviewed.yaml").text.includes('environment_name = "unreviewed"'));
    const condition = String(update?.if);
    for (const part of [
      "needs.stacks.result == 'success' && needs.reviewed.result == 'success' &&",
      "(needs.reviewed.outputs.same == 'true' || needs.approval.result == 'success')",
    ])
      assert.ok(condition.includes(part), condition);
    assert.deepEqual(update?.needs, ["stacks", "reviewed", "approval"]);
  });

  it("find the stacks in their files", () => {
    const matrices = jobs.flatMap(({ where, strategy }) =>
      strategy?.matrix ? [[where, strategy.matrix["stack"]]] : [],
    );
    assert.deepEqual(
      matrices,
      ["deploy.yaml update", "drift.yaml drift", "preview.yaml preview"].map((where) => [
        where,
        "${{ fromJSON(needs.stacks.outputs.gke) }}",
      ]),
    );
    for (const { file, text } of WORKFLOWS)
      for (const stack of stackNames())
        assert.doesNotMatch(text.replace(/^ *#.*$/gm, ""), new RegExp(`stack(?:-name)?:? ${stack}\\b`), file);
  });

  it("deploy as a person does: after the checks of `npm run up`, which creates a stack and refuses what loses data", () => {
    const { steps = [] } = workflow("stack.yaml").jobs["up"] ?? {};
    assert.ok(steps.some(({ run }) => run === 'npm run up -- --stack "$STACK" --yes'));
    // Without a command the action installs the CLI. A preview may only read, so it creates no stack.
    const commands = stepsWith("pulumi/actions").map(({ where, inputs }) => [
      where,
      inputs["command"],
      inputs["upsert"],
    ]);
    assert.deepEqual(
      commands.filter(([, command]) => command !== undefined),
      [["preview.yaml preview", "preview", undefined]],
    );
    assert.ok(commands.some(([where]) => where === "stack.yaml up"));
  });

  it("judge a pull request by the policies of its base branch", () => {
    const [preview] = stepsWith("pulumi/actions").filter(({ inputs }) => inputs["command"] === "preview");
    assert.equal(preview?.inputs["policyPacks"], "base/policy");
    const base = stepsWith("actions/checkout").find(({ inputs }) => inputs["path"] === "base");
    assert.equal(base?.inputs["ref"], "${{ github.event.pull_request.base.sha }}");
  });

  it("run the versions that the repository names", () => {
    for (const { where, inputs } of stepsWith("pulumi/actions"))
      assert.equal(inputs["pulumi-version"], "${{ steps.pulumi.outputs.version }}", where);
    for (const { where, inputs } of stepsWith("actions/setup-go"))
      assert.equal(inputs["go-version-file"], ".go-version", where);
    assert.match(fs.readFileSync(".go-version", "utf8"), /^\d+\.\d+\.\d+\n$/);
  });

  it("run no script of a package that they install", () => {
    assert.match(fs.readFileSync(".npmrc", "utf8"), /^ignore-scripts=true$/m);
  });

  it("deploy to a real cluster for every change", () => {
    const { steps = [] } = workflow("ci.yaml").jobs["cluster"] ?? {};
    assert.ok(steps.some(({ run }) => run?.includes("npm run test:cluster")));
  });
});
