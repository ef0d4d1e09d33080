import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { isOnPath } from "../../tools/cli";
import { progressOn } from "../../tools/progress";

const ERASE = "\r\u001b[K";

/** A terminal of 20 columns, and what it was given. */
function terminal() {
  const written: string[] = [];
  const write = (text: string) => written.push(text) > 0;
  return { written, stream: { write, columns: 20 } as unknown as NodeJS.WriteStream };
}

describe("progress", () => {
  it("is one line, which each step replaces and any other output removes", () => {
    const [errors, output] = [terminal(), terminal()];
    const tell = progressOn(errors.stream, [output.stream]);
    tell("Planning");
    tell("Asking");
    output.stream.write("Done\n");
    output.stream.write("Really\n");
    assert.deepEqual(errors.written, [`${ERASE}Planning …`, `${ERASE}Asking …`, ERASE]);
    assert.deepEqual(output.written, ["Done\n", "Really\n"]);
  });

  it("fits a terminal, so that it stays one line, and moves no cursor by what it names", () => {
    const { stream, written } = terminal();
    progressOn(stream, [])("Reading \u001b[2Ja-name-that-is-very-long");
    assert.equal(written.join(""), `${ERASE}Reading  [2Ja-name-`);
  });

  it("is on a terminal alone: machines and pipes get none", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gke-telemetry-"));
    const plan = `"${process.execPath}" tools/run.cjs tools/plan/main.ts --stack local --json --out "${folder}"`;
    const piped = spawnSync("sh", ["-c", plan], { encoding: "utf8" });
    assert.equal(piped.stderr, "");
    assert.equal((JSON.parse(piped.stdout) as { stack: string }).stack, "local");
    if (!isOnPath("script")) return;
    // Of util-linux: runs a command on a terminal of its own.
    const there = spawnSync("script", ["--quiet", "--command", `${plan} > "${folder}/json"`, "/dev/null"], {
      encoding: "utf8",
      env: { ...process.env, TERM: "xterm" },
    });
    assert.match(there.stdout, /Planning stack local …/);
    assert.ok(there.stdout.endsWith(ERASE), "the line is gone at the end");
    assert.equal(fs.readFileSync(path.join(folder, "json"), "utf8"), piped.stdout);
    fs.rmSync(folder, { recursive: true });
  });
});
