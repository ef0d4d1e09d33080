import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../../tools/files";
import { kubeconfigOf } from "../../lease/apiServer";

const ARGUMENTS = ["tools/run.cjs", "tools/certificate/main.ts", "--stack", "local", "--kubeconfig"];

describe("npm run certificate", function () {
  this.timeout(60_000);
  const kubeconfig = join(temporaryFolder("certificate-"), "kubeconfig");

  it("says in a sentence that a cluster does not answer", () => {
    writeFileSync(kubeconfig, kubeconfigOf("http://127.0.0.1:9"));
    const { status, stdout, stderr } = spawnSync(process.execPath, [...ARGUMENTS, kubeconfig], { encoding: "utf8" });
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(stderr, /^The cluster could not be asked: .*ECONNREFUSED.*\n$/);
  });
});
