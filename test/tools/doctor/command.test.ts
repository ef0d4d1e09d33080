import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { kubeconfigOf } from "../../lease/apiServer";

const run = (...args: string[]) =>
  spawnSync(process.execPath, ["tools/run.cjs", "tools/doctor/main.ts", ...args], { encoding: "utf8" });

describe("npm run doctor", function () {
  this.timeout(60_000);

  it("prints the roles that it needs, and of fewer categories fewer", () => {
    const rules = (...args: string[]) => {
      const { status, stdout } = run("--rbac", ...args);
      assert.equal(status, 0);
      const roles = parseAllDocuments(stdout).map((document) => document.toJS() as { kind: string; rules: object[] });
      assert.equal(roles[0]?.kind, "ClusterRole");
      return roles.flatMap((role) => role.rules).length;
    };
    assert.ok(rules("--only", "agents") < rules());
  });

  it("names the categories and formats that there are, and what it looks at", () => {
    assert.match(
      run("--stack", "local", "--only", "agent").stderr,
      /^--only agent: the categories are agents, discovery/,
    );
    assert.match(
      run("--stack", "local", "--output", "yaml").stderr,
      /^--output yaml: the formats are text, short, json/,
    );
    assert.match(run("--stack", "local", "--wait", "1m").stderr, /^--wait 1m: seconds are a whole number/);
    const { status, stderr } = run();
    assert.equal(status, 2);
    assert.match(stderr, /^Name a stack with --stack, or a cluster with --kubeconfig\./);
  });

  it("says in one line that a cluster does not answer, and ends with 2", () => {
    const folder = mkdtempSync(join(tmpdir(), "doctor-"));
    try {
      const kubeconfig = join(folder, "kubeconfig");
      writeFileSync(kubeconfig, kubeconfigOf("http://127.0.0.1:9"));
      const { status, stdout } = run("--kubeconfig", kubeconfig);
      assert.equal(status, 2);
      assert.match(stdout, /^Doctor of cluster .*: not seen\. The cluster could not be asked: .*ECONNREFUSED.*\n$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
