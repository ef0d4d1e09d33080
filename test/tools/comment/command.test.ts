import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { stackNames } from "../../../tools/cli";

describe("npm run comment", () => {
  function run(...args: string[]) {
    return spawnSync(process.execPath, ["tools/run.cjs", "tools/comment/main.ts", ...args], { encoding: "utf8" });
  }

  it("answers wrong usage with the usage and status 2", () => {
    for (const args of [[], ["--against", "no-such-reference"], ["--against", "HEAD", "--stack", "dev"]]) {
      const { status, stderr } = run(...args);
      assert.equal(status, 2, args.join(" "));
      assert.match(stderr, /Usage: npm run comment/);
    }
  });

  it("says of every stack that has a file what changes, and writes its page", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "comment-"));
    try {
      const { status, stderr } = run("--against", "HEAD", "--page", "https://example.com/run", "--out", folder);
      assert.equal(status, 0, stderr);
      const body = fs.readFileSync(path.join(folder, "body.md"), "utf8");
      for (const stack of stackNames()) {
        assert.match(body, new RegExp(`^(?:-|###).*\`${stack}\`: `, "m"));
        assert.match(fs.readFileSync(path.join("out", "plan", stack, "index.html"), "utf8"), /Compared with HEAD/);
      }
      assert.match(body, /\(https:\/\/example\.com\/run\)/);
      assert.match(
        fs.readFileSync(path.join(folder, "attention"), "utf8"),
        /^(?:nothing|safe|review|dangerous|irreversible)\n$/,
      );
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
