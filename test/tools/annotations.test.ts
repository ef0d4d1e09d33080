import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { annotations } from "../../tools/annotations";

const ON_GITHUB = { GITHUB_ACTIONS: "true" };

/** What GitHub's runner reads of a command: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function read(command: string) {
  const [, name = "", properties = "", message = ""] = /^::(\w+) ([^\n]*?)::([^\n]*)$/.exec(command) ?? [];
  const unescaped = (text: string) =>
    text
      .replaceAll("%2C", ",")
      .replaceAll("%3A", ":")
      .replaceAll("%0A", "\n")
      .replaceAll("%0D", "\r")
      .replaceAll("%25", "%");
  const pairs = properties.split(",").map((pair) => pair.split("="));
  return {
    name,
    ...Object.fromEntries(pairs.map(([key = "", value = ""]) => [key, unescaped(value)])),
    message: unescaped(message),
  };
}

describe("annotations of a pull request", () => {
  it("are none outside of GitHub Actions", () => {
    assert.deepEqual(annotations("Pulumi.dev.yaml:3: wrong", {}), []);
  });

  it("have file, line and message of each problem, as the runner reads them", () => {
    const text = [
      "2 problems in the settings; nothing was changed:",
      '  - Pulumi.dev.yaml:16: gke-telemetry:agent.maxUnavailable is "110%", but must be less. Write 100%, or 10%25.',
      "Pulumi.a,b.yaml:2: this line has a tab in column 1.",
      "Without a place: nothing.",
    ].join("\n");
    assert.deepEqual(annotations(text, ON_GITHUB).map(read), [
      {
        name: "error",
        file: "Pulumi.dev.yaml",
        line: "16",
        message: 'gke-telemetry:agent.maxUnavailable is "110%", but must be less. Write 100%, or 10%25.',
      },
      { name: "error", file: "Pulumi.a,b.yaml", line: "2", message: "this line has a tab in column 1." },
    ]);
  });

  it("name the file as the repository does, where the project is in a folder of it", () => {
    const environment = { ...ON_GITHUB, GITHUB_WORKSPACE: path.dirname(process.cwd()) };
    assert.deepEqual(annotations("Pulumi.dev.yaml:3: wrong", environment).map(read), [
      { name: "error", file: `${path.basename(process.cwd())}/Pulumi.dev.yaml`, line: "3", message: "wrong" },
    ]);
  });

  it("are printed by a plan, beside JSON, of settings and of what is no YAML", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gke-telemetry-"));
    const file = path.join(folder, "stack.yaml");
    const command = [
      "tools/run.cjs",
      "tools/plan/main.ts",
      "--json",
      "--stack",
      "a",
      "--config",
      file,
      "--out",
      folder,
    ];
    const errors = (text: string) => {
      fs.writeFileSync(file, text);
      const { stderr, stdout } = spawnSync(process.execPath, command, {
        encoding: "utf8",
        env: { ...process.env, ...ON_GITHUB, GITHUB_WORKSPACE: folder },
      });
      assert.doesNotMatch(stdout, /::error/);
      return stderr.split("\n").filter((line) => line.startsWith("::error"));
    };
    assert.deepEqual(
      errors("config:\n  environment: dev\n  cluster: {kind: existing, name: a}\n  agent: {profile: Low}\n"),
      [
        '::error file=stack.yaml,line=4::gke-telemetry:agent.profile is "Low", but must be one of low, default, high. Did you mean low?',
      ],
    );
    assert.match(
      errors("config:\n\tenvironment: dev\n").join("\n"),
      /^::error file=stack\.yaml,line=2::this line has a tab/,
    );
    fs.rmSync(folder, { recursive: true });
  });
});
