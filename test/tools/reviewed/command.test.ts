/** `npm run reviewed` in a repository whose base branch goes on while a pull request is open. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Review } from "../../../tools/reviewed/output";

const STACK_FILE = "Pulumi.local.yaml";
const PERSON = ["-c", "user.name=a", "-c", "user.email=a@example.com"];

describe("npm run reviewed", () => {
  let folder: string;
  let base: string;
  let head: string;
  const git = (...args: string[]) =>
    execFileSync("git", [...PERSON, ...args], { cwd: folder, encoding: "utf8", stdio: "pipe" }).trim();
  const commit = (message: string) => {
    git("commit", "--quiet", "--all", "--message", message);
    return git("rev-parse", "HEAD");
  };
  const replace = (file: string, before: string, after: string) => {
    const text = fs.readFileSync(path.join(folder, file), "utf8");
    assert.ok(text.includes(before));
    fs.writeFileSync(path.join(folder, file), text.replace(before, after));
  };
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["tools/run.cjs", "tools/reviewed/main.ts", ...args], {
      cwd: folder,
      encoding: "utf8",
    });
  const reviewed = (...args: string[]) => run("--head", head, "--base", base, "--stack", "local", ...args);
  /** The base branch as it was when the pull request was planned, with something more on it. */
  const onBase = (change: () => void, message: string) => {
    git("checkout", "--quiet", "-B", "main", base);
    change();
    commit(message);
  };

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "gke-telemetry-reviewed-"));
    const files = execFileSync("git", ["ls-files", "-z"], { encoding: "utf8" }).split("\0");
    for (const file of files.filter((name) => name !== "" && fs.existsSync(name))) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.copyFileSync(file, path.join(folder, file));
    }
    fs.symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
    git("init", "--quiet");
    fs.appendFileSync(path.join(folder, ".git", "info", "exclude"), "node_modules\n");
    git("add", ".");
    base = commit("the base");
    git("checkout", "--quiet", "-b", "change");
    replace(STACK_FILE, "retentionHours: 6", "retentionHours: 8");
    head = commit("metrics are kept longer");
  });
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  it("passes a merge into a base branch that has gone on with something else", () => {
    onBase(() => {
      fs.appendFileSync(path.join(folder, "README.md"), "\n");
    }, "docs: a line");
    git("merge", "--quiet", "--no-edit", "change");
    const { status, stdout, stderr } = reviewed();
    assert.match(stdout, /^Stack local is planned as it was reviewed \(\d+ resources\)\.\n$/, stderr);
    assert.equal(status, 0);
  });

  it("refuses one into a base branch whose stack has other settings since, whether it is merged or squashed", () => {
    onBase(() => {
      replace(STACK_FILE, "scrapeIntervalSeconds: 15", "scrapeIntervalSeconds: 20");
    }, "agents scrape less often");
    for (const how of ["--no-edit", "--squash"]) {
      git("merge", "--quiet", how, "change");
      if (how === "--squash") commit("metrics are kept longer (#1)");
      const { status, stdout, stderr } = reviewed();
      assert.equal(status, 3, stderr);
      assert.match(
        stdout,
        /^Stack local is not planned as it was reviewed: of its resources and outputs, .*changed\.$/m,
      );
      assert.match(
        stdout,
        /^Merged since the review, and not part of it:\n {2}[0-9a-f]+ agents scrape less often\n\S/m,
      );
      assert.doesNotMatch(stdout, /retention/);
      git("reset", "--quiet", "--hard", "HEAD^1");
    }
  });

  it("refuses one into a base branch whose program plans otherwise since", () => {
    onBase(() => {
      replace("workloads/prometheus/manifests.ts", "GracePeriodSeconds: 300", "GracePeriodSeconds: 301");
    }, "Prometheus has more time to end");
    git("merge", "--quiet", "--no-edit", "change");
    const { status, stdout, stderr } = reviewed("--json");
    assert.equal(status, 3, stderr);
    const { stacks, since } = JSON.parse(stdout) as Review;
    const properties = stacks.flatMap(({ differing }) => differing.flatMap((part) => part.properties));
    assert.deepEqual(
      properties.map(({ path: property }) => property),
      ["spec.template.spec.terminationGracePeriodSeconds"],
    );
    assert.match(since.join("\n"), /^[0-9a-f]+ Prometheus has more time to end$/);
  });

  it("takes no commit as the base that the base branch never had, and no merge that has a conflict", () => {
    const foreign = run(
      "--head",
      head,
      "--base",
      git("commit-tree", "HEAD^{tree}", "-m", "foreign"),
      "--stack",
      "local",
    );
    assert.equal(foreign.status, 1);
    assert.match(foreign.stderr, /is not in the history of this commit/);
    onBase(() => {
      replace(STACK_FILE, "retentionHours: 6", "retentionHours: 9");
    }, "metrics are kept still longer");
    const conflict = run("--head", head, "--base", git("rev-parse", "HEAD"), "--stack", "local");
    assert.equal(conflict.status, 1);
    assert.match(conflict.stderr, /cannot be merged into [0-9a-f]+ without a conflict/);
  });

  it("answers wrong usage with the usage and status 2", () => {
    for (const args of [[], ["--head", head], ["--head", "x", "--base", base], ["--head", head, "--base", base]]) {
      const { status, stderr } = run(...args);
      assert.equal(status, 2, args.join(" "));
      assert.match(stderr, /Usage: npm run reviewed/);
    }
  });
});
