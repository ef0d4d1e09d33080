/** A copy of the project in which the real engine works, so that no file of the checkout is written to. */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as YAML from "yaml";

type Configuration = Record<string, unknown>;

export class ProjectCopy {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "gke-telemetry-"));
  /** What the commands have printed so far. */
  readonly outputs: string[] = [];

  constructor() {
    for (const entry of fs.readdirSync(".").filter((name) => !["node_modules", "out", ".git", ".state"].includes(name)))
      fs.cpSync(entry, path.join(this.folder, entry), { recursive: true });
    fs.symlinkSync(path.resolve("node_modules"), path.join(this.folder, "node_modules"));
  }

  /** Changes a stack's configuration as a person would in its file. */
  configure(stack: string, change: (config: Configuration) => Configuration): void {
    const file = path.join(this.folder, `Pulumi.${stack}.yaml`);
    const content = YAML.parse(fs.readFileSync(file, "utf8")) as { config: Configuration };
    fs.writeFileSync(file, YAML.stringify({ ...content, config: change(content.config) }));
  }

  /** Runs one of the project's npm commands; the engine's state stays in the copy. */
  run(command: string, ...args: string[]): { status: number; output: string } {
    const state = path.join(this.folder, "state");
    fs.mkdirSync(state, { recursive: true });
    const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", command, "--", ...args], {
      cwd: this.folder,
      encoding: "utf8",
      env: { ...process.env, PULUMI_BACKEND_URL: `file://${state}`, PULUMI_CONFIG_PASSPHRASE: "test", NO_COLOR: "1" },
      maxBuffer: 64 * 1024 * 1024,
    });
    const output = stdout + stderr;
    this.outputs.push(output);
    return { status: status ?? 1, output };
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
