/** A copy of the project in which the real engine works, so that no file of the checkout is written to. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as YAML from "yaml";
import { runCommand } from "../programs/processes";

type Configuration = Record<string, unknown>;

type Result = Awaited<ReturnType<typeof runCommand>>;

/** Folder of the engine's state in a copy. */
const STATE = "state";
const NOT_COPIED = ["node_modules", "out", ".git", ".state"];

export class ProjectCopy {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "gke-telemetry-"));
  /** What the commands have printed so far. */
  readonly outputs: string[] = [];

  /**
   * @param environment environment of the commands, which is completed with that of the engine
   * @param source folder that is copied; the packages are always those of the checkout
   */
  constructor(
    private readonly environment: NodeJS.ProcessEnv = process.env,
    source = ".",
  ) {
    this.copy(source);
    fs.symlinkSync(path.resolve("node_modules"), path.join(this.folder, "node_modules"));
  }

  /** Replaces the project's files by those of another folder. The engine's state stays. */
  replaceBy(source: string): void {
    for (const entry of fs.readdirSync(this.folder).filter((name) => name !== STATE && !NOT_COPIED.includes(name)))
      fs.rmSync(path.join(this.folder, entry), { recursive: true });
    this.copy(source);
  }

  private copy(source: string): void {
    for (const entry of fs.readdirSync(source).filter((name) => !NOT_COPIED.includes(name)))
      fs.cpSync(path.join(source, entry), path.join(this.folder, entry), { recursive: true });
  }

  /** Changes a stack's configuration as a person would in its file. */
  configure(stack: string, change: (config: Configuration) => Configuration): void {
    const file = path.join(this.folder, `Pulumi.${stack}.yaml`);
    const content = YAML.parse(fs.readFileSync(file, "utf8")) as { config: Configuration };
    fs.writeFileSync(file, YAML.stringify({ ...content, config: change(content.config) }));
  }

  /** Runs one of the project's npm commands; the engine's state stays in the copy. */
  run(command: string, ...args: string[]): Promise<Result> {
    return this.execute("npm", ["run", "--silent", command, "--", ...args]);
  }

  /** Runs the Pulumi CLI with the state of the copy. */
  pulumi(args: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<Result> {
    return this.execute("pulumi", [...args, "--non-interactive", "--color", "never"], variables);
  }

  private async execute(program: string, args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<Result> {
    const state = path.join(this.folder, STATE);
    fs.mkdirSync(state, { recursive: true });
    const engine = { PULUMI_BACKEND_URL: `file://${state}`, PULUMI_CONFIG_PASSPHRASE: "test", NO_COLOR: "1" };
    const environment = { ...this.environment, ...engine, ...variables };
    const result = await runCommand(program, args, { folder: this.folder, environment });
    this.outputs.push(result.output);
    return result;
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
