import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Ajv } from "ajv";
import { changeSchemaText } from "../../../tools/docs/planSchemas";
import type { Change } from "../../../tools/plan/change/model";
import { readPlanFiles } from "../../../tools/plan/files";

const SCHEMA = "docs/change.schema.json";
const RUN = ["tools/run.cjs", "tools/plan/main.ts", "--stack", "local"];

describe("npm run plan -- --against", () => {
  let folder: string;
  let plan: string;
  let faster: string;
  const run = (...args: string[]) => spawnSync(process.execPath, [...RUN, ...args], { encoding: "utf8" });

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "gke-telemetry-"));
    plan = path.join(folder, "plan");
    faster = path.join(folder, "faster.yaml");
    const settings = fs.readFileSync("Pulumi.local.yaml", "utf8");
    fs.writeFileSync(
      faster,
      settings.replace("scrapeIntervalSeconds: 15", "scrapeIntervalSeconds: 5\n    scrapeTimeoutSeconds: 5"),
    );
    run("--out", plan);
  });
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  it("says in one line that nothing changes", () => {
    const { status, stdout } = run("--against", plan);
    assert.equal(stdout, `Stack local against ${plan}: Nothing changes.\n`);
    assert.equal(status, 0);
    assert.equal(run("--against", plan, "--markdown").stdout, "### `local`: Nothing changes.\n");
  });

  it("tells the verdict first, then what it means, writes nothing unless it is told to, and ends with 0", () => {
    const earlier = readPlanFiles(plan);
    const { status, stdout } = run("--config", faster, "--against", plan);
    assert.match(
      stdout,
      /^Stack local against .*: The pods of .*otel-agent.* restart on up to 2 nodes; nothing is lost/,
    );
    assert.match(stdout, /^ {2}scrape interval: the same series make 3 times as many samples$/m);
    assert.match(stdout, /^\+ +scrape_interval: 5s$/m);
    assert.equal(status, 0);
    assert.deepEqual(readPlanFiles(plan), earlier);
  });

  it("prints a change as JSON with a version, by its schema", () => {
    const change = JSON.parse(run("--config", faster, "--against", plan, "--json").stdout) as Change;
    assert.equal(fs.readFileSync(SCHEMA, "utf8"), changeSchemaText(), "`npm run docs` writes it anew");
    const ajv = new Ajv({ allErrors: true });
    assert.ok(ajv.validate(JSON.parse(changeSchemaText()), change), ajv.errorsText());
    assert.equal(change.version, 1);
    assert.equal(change.risk, "review");
  });

  it("reads a plan of a revision that wrote less", () => {
    const older = path.join(folder, "older");
    fs.mkdirSync(older);
    const { stack, resources, settings } = JSON.parse(fs.readFileSync(path.join(plan, "plan.json"), "utf8")) as Record<
      string,
      unknown
    >;
    fs.writeFileSync(path.join(older, "plan.json"), JSON.stringify({ stack, resources, settings }));
    const { status, stdout, stderr } = run("--against", older);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /The policies of the earlier plan were not run\./);
  });

  it("refuses what is neither a plan nor a Git reference", () => {
    const { status, stderr } = run("--against", folder);
    assert.match(
      stderr,
      /^--against .*: there is no plan in such a folder, and no Git reference of this name\.\n\nUsage/,
    );
    assert.equal(status, 2);
    assert.match(run("--against", "--upload-pack=x").stderr, /Usage/);
    fs.writeFileSync(path.join(folder, "plan.json"), JSON.stringify({ version: 2, stack: "local", resources: [] }));
    assert.match(run("--against", folder).stderr, /plan\.json has version 2, and this revision reads 1/);
    fs.writeFileSync(path.join(folder, "plan.json"), "[]x");
    const broken = run("--against", folder);
    assert.match(broken.stderr, /plan\.json is not JSON/);
    assert.equal(broken.status, 1);
  });

  describe("a Git reference", () => {
    let clone: string;
    const git = (...args: string[]) => execFileSync("git", args, { cwd: clone, encoding: "utf8" });
    const planned = (...args: string[]) =>
      spawnSync(process.execPath, [...RUN, "--against", "HEAD", ...args], { cwd: clone, encoding: "utf8" });

    before(() => {
      clone = path.join(folder, "clone");
      const files = execFileSync("git", ["ls-files", "-z"], { encoding: "utf8" }).split("\0");
      for (const file of files.filter((name) => name !== "" && fs.existsSync(name))) {
        fs.mkdirSync(path.dirname(path.join(clone, file)), { recursive: true });
        fs.copyFileSync(file, path.join(clone, file));
      }
      fs.symlinkSync(path.resolve("node_modules"), path.join(clone, "node_modules"));
      fs.appendFileSync(path.join(clone, ".git-exclude"), "node_modules\n");
      git("init", "--quiet");
      git("config", "core.excludesFile", path.join(clone, ".git-exclude"));
      git("add", ".");
      git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "a");
    });

    it("with another stack file alone is planned by this program", () => {
      fs.copyFileSync(faster, path.join(clone, "Pulumi.local.yaml"));
      const { stdout, stderr } = planned();
      assert.match(stdout, /the same series make 3 times as many samples/, stderr);
    });

    it("with another program is planned by that program", () => {
      git("checkout", "--quiet", "--", ".");
      const units = path.join(clone, "contract", "names.ts");
      const text = fs.readFileSync(units, "utf8");
      fs.writeFileSync(units, text.replace('scraper: "scraper"', 'scraper: "scrapers"'));
      const profile = path.join(clone, "settings", "sizing", "agent.ts");
      fs.writeFileSync(
        profile,
        fs.readFileSync(profile, "utf8").replace("cpuLimitMillicores: 200", "cpuLimitMillicores: 250"),
      );
      const { stdout, stderr } = planned();
      assert.match(stdout, /DaemonSet otel-agent: resources\.limits\.cpu/, stderr);
    });

    it("with another program plans once: a second comparison needs no tree of the commit", () => {
      const programs = path.join(folder, "programs");
      fs.mkdirSync(programs);
      const found = execFileSync("which", ["git"], { encoding: "utf8" }).trim();
      fs.symlinkSync(found, path.join(programs, "git"));
      const again = () =>
        spawnSync(process.execPath, [...RUN, "--against", "HEAD"], {
          cwd: clone,
          encoding: "utf8",
          // Without tar, no tree can be written.
          env: { ...process.env, PATH: programs },
        });
      const { stdout, stderr } = again();
      assert.match(stdout, /DaemonSet otel-agent: resources\.limits\.cpu/, stderr);
      const empty = ["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--allow-empty"];
      fs.appendFileSync(path.join(clone, "README.md"), "\n");
      git("add", "README.md");
      git(...empty, "--message", "b");
      assert.match(again().stderr, /tar/);
    });

    it("without the stack is compared with nothing", () => {
      git("checkout", "--quiet", "--", ".");
      fs.copyFileSync(path.join(clone, "Pulumi.local.yaml"), path.join(clone, "Pulumi.next.yaml"));
      const { stdout } = spawnSync(
        process.execPath,
        ["tools/run.cjs", "tools/plan/main.ts", "--stack", "next", "--against", "HEAD"],
        { cwd: clone, encoding: "utf8" },
      );
      assert.match(stdout, /^Stack next against HEAD: .*new stack of \d+ resources\.$/m);
    });
  });
});
