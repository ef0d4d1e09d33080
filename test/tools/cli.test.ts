import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { isOnPath } from "../../tools/cli";

const COMMANDS = fs
  .readdirSync("tools", { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && fs.existsSync(`tools/${entry.name}/main.ts`))
  .map(({ name }) => name);

function run(command: string, ...args: string[]) {
  return spawnSync(process.execPath, ["tools/run.cjs", `tools/${command}/main.ts`, ...args], { encoding: "utf8" });
}

describe("a command", () => {
  for (const command of COMMANDS) {
    it(`${command} prints its usage with --help`, () => {
      const { status, stdout, stderr } = run(command, "--help");
      assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
      assert.match(stdout, /^Usage: npm run /);
    });

    it(`${command} answers an unknown option with its usage and exit code 2`, () => {
      const { status, stdout, stderr } = run(command, "--no-such-option");
      assert.deepEqual({ status, stdout }, { status: 2, stdout: "" });
      assert.match(stderr, /^Unknown option '--no-such-option'.*\n\nUsage: npm run /s);
    });
  }

  it("ends quietly where a reader of its output has seen enough", () => {
    const script = "node tools/run.cjs tools/plan/main.ts --stack local --json --out out/plan/local | head -1";
    const { stdout, stderr } = spawnSync("sh", ["-c", script], { encoding: "utf8" });
    assert.deepEqual({ stdout, stderr }, { stdout: "{\n", stderr: "" });
  });

  it("ends in a sentence where its output has no place", () => {
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "gke-telemetry-")), "file");
    fs.writeFileSync(file, "");
    for (const [out, reason] of [
      [file, /cannot be written: there is a file of that name already\.$/],
      [path.join(file, "folder"), /a part of its path is a file and not a folder\.$/],
      ...(fs.existsSync("/proc/self") ? ([["/proc/folder", /^\/proc\/folder cannot be made/]] as const) : []),
    ] as const) {
      const { status, stdout, stderr } = run("plan", "--stack", "local", "--out", out);
      assert.deepEqual([status, stdout], [1, ""], out);
      assert.match(stderr.trimEnd(), reason);
      assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
    }
    fs.rmSync(path.dirname(file), { recursive: true });
  });

  it("is looked for in the project's folder alone, and says so", () => {
    const { status, stderr } = spawnSync(process.execPath, [path.resolve("tools/run.cjs"), "tools/plan/main.ts"], {
      cwd: os.tmpdir(),
      encoding: "utf8",
    });
    assert.equal(status, 2);
    assert.match(stderr, /^tools\/plan\/main\.ts: there is no such file here\..*\n$/);
  });

  it("looks for programs in the folders of PATH, and takes executable files alone", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gke-telemetry-"));
    fs.writeFileSync(path.join(folder, "program"), "", { mode: 0o755 });
    fs.writeFileSync(path.join(folder, "text"), "", { mode: 0o644 });
    const searchPath = ["", "/no/such/folder", folder].join(path.delimiter);
    assert.deepEqual(
      ["program", "text", "other"].map((program) => isOnPath(program, searchPath)),
      [true, false, false],
    );
    fs.rmSync(folder, { recursive: true });
  });
});
