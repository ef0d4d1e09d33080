import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** Runs mocha with the reporter on a test file of this text. */
function run(text: string): { readonly status: number | null; readonly lastLine: string | undefined } {
  const folder = mkdtempSync(join(tmpdir(), "reporter-"));
  try {
    const file = join(folder, "sample.cjs");
    writeFileSync(file, text);
    const mocha = resolve("node_modules", "mocha", "bin", "mocha.js");
    const args = [mocha, "--no-config", "--reporter", resolve("test", "harness", "reporter.cjs"), file];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
    return { status, lastLine: stdout.trimEnd().split("\n").at(-1) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the closing line of a test run", () => {
  it("counts the tests that passed", () => {
    assert.deepEqual(run("it('a', () => {}); it('b', () => {});"), { status: 0, lastLine: "2 passed, 0 failed" });
  });

  it("counts a failed test and a failed hook, and the run fails", () => {
    const text =
      "it('a', () => { throw new Error('x'); }); describe('d', () => { before(() => { throw new Error('y'); }); it('b', () => {}); });";
    assert.deepEqual(run(text), { status: 2, lastLine: "0 passed, 2 failed" });
  });

  it("reports a failure if no test ran", () => {
    assert.deepEqual(run("describe('empty', () => {});"), { status: 1, lastLine: "0 passed, 0 failed" });
  });
});
