import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout } from "node:timers/promises";

const PLAN = ["tools/run.cjs", "tools/plan/main.ts", "--stack", "local", "--against", "HEAD"];

/** A checkout whose HEAD has another program and another stack file than its folder. */
class Clone {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "gke-telemetry-"));
  readonly temporary = path.join(this.folder, "temporary");
  private readonly clone = path.join(this.folder, "clone");

  constructor() {
    const files = execFileSync("git", ["ls-files", "-z"], { encoding: "utf8" }).split("\0");
    for (const file of files.filter((name) => name !== "" && fs.existsSync(name))) {
      fs.mkdirSync(path.dirname(this.at(file)), { recursive: true });
      fs.copyFileSync(file, this.at(file));
    }
    fs.mkdirSync(this.temporary);
    fs.symlinkSync(path.resolve("node_modules"), this.at("node_modules"));
    fs.writeFileSync(this.at(".git-exclude"), "node_modules\n");
    // Nobody has planned this commit yet.
    fs.writeFileSync(this.at("README.md"), this.folder);
    this.git("init", "--quiet");
    this.git("config", "core.excludesFile", this.at(".git-exclude"));
    this.commit();
    this.replace("settings/sizing/agent.ts", "cpuLimitMillicores: 200", "cpuLimitMillicores: 250");
  }

  private git(...args: string[]): void {
    execFileSync("git", args, { cwd: this.clone });
  }

  /** Makes HEAD what is in the folder. */
  commit(): void {
    this.git("add", "--force", ".");
    this.git("reset", "--quiet", "node_modules");
    this.git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "a");
  }

  at(file: string): string {
    return path.join(this.clone, file);
  }

  replace(file: string, text: string, other: string): void {
    fs.writeFileSync(this.at(file), fs.readFileSync(this.at(file), "utf8").replace(text, other));
  }

  private environment(programs?: string) {
    const search = [...(programs === undefined ? [] : [programs]), process.env["PATH"]].join(path.delimiter);
    return { cwd: this.clone, env: { ...process.env, TMPDIR: this.temporary, PATH: search } };
  }

  /** Compares with HEAD. */
  compare(programs?: string) {
    return spawnSync(process.execPath, PLAN, { ...this.environment(programs), encoding: "utf8" });
  }

  /** Whether the program of HEAD has its tree and packages, and plans. */
  otherPlans(): boolean {
    const packages = (folder: string) => path.join(this.temporary, folder, "tree", "node_modules");
    return fs.readdirSync(this.temporary).some((folder) => fs.existsSync(packages(folder)));
  }

  /** Whether something runs that a comparison has started: it has inherited the folder for temporary files. */
  hasProcesses(): boolean {
    return execFileSync("ps", ["axeww", "-o", "args"], { encoding: "utf8" }).includes(this.temporary);
  }

  start() {
    return spawn(process.execPath, PLAN, { ...this.environment(), stdio: "ignore" });
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true });
  }
}

describe("the program of another revision", function () {
  this.timeout(120_000);
  let clone: Clone;
  beforeEach(() => {
    clone = new Clone();
  });
  afterEach(() => {
    clone.remove();
  });

  it("finds what its stack file names in folders without programs", () => {
    const rules = clone.at("test/rules");
    fs.cpSync("examples/rules", rules, { recursive: true });
    fs.appendFileSync(clone.at("Pulumi.local.yaml"), "\n  gke-telemetry:alerts:\n    rules: test/rules\n");
    clone.replace("settings/sizing/agent.ts", "cpuLimitMillicores: 250", "cpuLimitMillicores: 200");
    clone.commit();
    clone.replace("settings/sizing/agent.ts", "cpuLimitMillicores: 200", "cpuLimitMillicores: 250");
    const { stdout, stderr } = clone.compare();
    assert.match(stdout, /DaemonSet otel-agent: resources\.limits\.cpu/, stderr);
    assert.doesNotMatch(stdout, /alert/i);
    assert.deepEqual(fs.readdirSync(clone.temporary), []);
  });

  it("gets the packages that it locks itself", () => {
    const programs = path.join(clone.folder, "programs");
    const asked = path.join(clone.folder, "asked");
    fs.mkdirSync(programs);
    const npm = `#!/bin/sh\necho "$@" > ${asked}\nln -s ${path.resolve("node_modules")} node_modules\n`;
    fs.writeFileSync(path.join(programs, "npm"), npm, { mode: 0o755 });
    // This folder locks another version of a package than HEAD does.
    clone.replace(
      "package-lock.json",
      'node_modules/yaml": {\n      "version": "',
      'node_modules/yaml": {\n      "version": "0.',
    );
    const { stdout, stderr } = clone.compare(programs);
    assert.match(stdout, /DaemonSet otel-agent: resources\.limits\.cpu/, stderr);
    assert.match(fs.readFileSync(asked, "utf8"), /^ci /);
    fs.writeFileSync(path.join(programs, "npm"), "#!/bin/sh\necho no network >&2\nexit 7\n");
    fs.appendFileSync(clone.at("README.md"), "not planned yet");
    clone.commit();
    clone.replace(
      "package-lock.json",
      'node_modules/yaml": {\n      "version": "',
      'node_modules/yaml": {\n      "version": "0.',
    );
    clone.replace("contract/names.ts", 'scraper: "scraper"', 'scraper: "scrapers"');
    const failed = clone.compare(programs);
    assert.match(failed.stderr, /makes no plan of local:\nno network\nnpm ci ended with status 7\n$/);
    assert.equal(failed.status, 1);
    assert.deepEqual(fs.readdirSync(clone.temporary), []);
  });

  it("ends at once where the stack file alone differs", () => {
    clone.replace("settings/sizing/agent.ts", "cpuLimitMillicores: 250", "cpuLimitMillicores: 200");
    fs.appendFileSync(clone.at("Pulumi.local.yaml"), "\n# a remark\n");
    const { stdout, stderr } = clone.compare();
    assert.match(stdout, /^Stack local against HEAD: /, stderr);
    assert.ok(!clone.hasProcesses());
    assert.deepEqual(fs.readdirSync(clone.temporary), []);
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const)
    it(`ends at ${signal}, with all that it has started and written`, async () => {
      const comparing = clone.start();
      const closed = once(comparing, "close");
      while (comparing.exitCode === null && !clone.otherPlans()) await setTimeout(1);
      comparing.kill(signal);
      const [code] = (await closed) as [number];
      assert.equal(code, signal === "SIGINT" ? 130 : 143);
      assert.ok(!clone.hasProcesses());
      assert.deepEqual(fs.readdirSync(clone.temporary), []);
    });
});
