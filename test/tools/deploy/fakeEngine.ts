/** A project with a stack file, and a Pulumi CLI that knows a deployed stack and only notes what it is asked to do. */
import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as YAML from "yaml";

const REPOSITORY = process.cwd();
const STACK = "fake";

/** Answers as the CLI does, from files beside it. */
const PROGRAM = `#!/usr/bin/env node
const fs = require("node:fs"), path = require("node:path");
const words = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const file = (name) => path.join(__dirname, name);
fs.appendFileSync(file("calls"), (words[0] === "stack" ? words.slice(0, 2).join(" ") : words[0]) + "\\n");
if (fs.existsSync(file("failure.json"))) {
  const failure = JSON.parse(fs.readFileSync(file("failure.json"), "utf8"));
  if (words.join(" ").startsWith(failure.command)) {
    console.error(failure.error);
    process.exit(255);
  }
}
if (words[0] === "up" && fs.existsSync(file("lasts"))) {
  // It has rewritten the stack file, as the engine does, and needs a while to end what it has begun.
  const stackFile = file("Pulumi.fake.yaml");
  fs.writeFileSync(stackFile, fs.readFileSync(stackFile, "utf8").replaceAll(": 10", ': "10"') + "encryptionsalt: v1:abc\\n");
  process.on("SIGINT", () => setTimeout(() => { console.log("the engine's last words"); process.exit(1); }, 300));
  console.log("the engine works");
  setInterval(() => {}, 1000);
}
if (words[0] === "version") console.log("v3.200.0");
if (words[0] === "stack" && words[1] === "output") console.log(fs.readFileSync(file("outputs.json"), "utf8"));
if (words[0] === "stack" && words[1] === "export") console.log(fs.readFileSync(file("state.json"), "utf8"));
if (words[0] === "stack" && words[1] === "history") console.log(fs.readFileSync(file("history.json"), "utf8"));
if (words[0] === "stack" && words[1] === "select" && !fs.existsSync(file("outputs.json"))) {
  console.error("error: no stack named 'fake' found");
  process.exit(255);
}
`;

export class FakeEngine {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "gke-telemetry-engine-"));
  readonly stackFile = path.join(this.folder, `Pulumi.${STACK}.yaml`);

  constructor() {
    fs.writeFileSync(path.join(this.folder, "pulumi"), PROGRAM, { mode: 0o755 });
    this.useCluster("contexts: [{name: fake}]");
    this.owns([]);
    for (const name of ["Pulumi.yaml", "policy", "node_modules", "tools", "package.json", "distribution", "collector"])
      fs.symlinkSync(path.join(REPOSITORY, name), path.join(this.folder, name));
  }

  /** Sets the kubeconfig of the stack's cluster. */
  useCluster(kubeconfig: string): void {
    fs.writeFileSync(path.join(this.folder, "kubeconfig"), kubeconfig);
  }

  /** Sets the resources of the stack's state. */
  owns(resources: readonly { readonly type: string; readonly id: string }[]): void {
    fs.writeFileSync(path.join(this.folder, "state.json"), JSON.stringify({ version: 3, deployment: { resources } }));
  }

  /**
   * Sets what is deployed.
   *
   * @param updates settings of the stack's updates, the newest first; each ended just now
   */
  deployed(outputs: object, updates: readonly Readonly<Record<string, unknown>>[] = []): void {
    fs.writeFileSync(path.join(this.folder, "outputs.json"), JSON.stringify(outputs));
    const history = updates.map((settings) => ({
      kind: "update",
      result: "succeeded",
      startTime: new Date(),
      endTime: new Date(),
      config: Object.fromEntries(
        Object.entries(settings).map(([key, value]) => [`gke-telemetry:${key}`, { value: JSON.stringify(value) }]),
      ),
    }));
    fs.writeFileSync(path.join(this.folder, "history.json"), JSON.stringify(history));
  }

  /** Lets a command of the CLI fail with an error. */
  fails(command: string, error: string): void {
    fs.writeFileSync(path.join(this.folder, "failure.json"), JSON.stringify({ command, error }));
  }

  /** Writes the stack file, with these settings besides those that it has to have. */
  configure(settings: Readonly<Record<string, unknown>>): void {
    const all = { environment: "test", cluster: { kind: "existing", name: "fake" }, ...settings };
    const config = Object.fromEntries(Object.entries(all).map(([key, value]) => [`gke-telemetry:${key}`, value]));
    fs.writeFileSync(this.stackFile, YAML.stringify({ config }));
  }

  /** Lets an update last until Ctrl-C. */
  lasts(): void {
    fs.writeFileSync(path.join(this.folder, "lasts"), "");
  }

  /** Runs a command for a stack of these settings. Without settings, the stack file stays. */
  run(command: string, ...args: (string | Readonly<Record<string, unknown>>)[]) {
    const words = args.filter((arg) => typeof arg === "string");
    const settings = args.find((arg) => typeof arg === "object");
    if (settings) this.configure(settings);
    return spawnSync(process.execPath, this.command(command, words), { ...this.options(), encoding: "utf8" });
  }

  /** Starts a command in a process group of its own, as a terminal does. */
  start(command: string, ...words: string[]) {
    return spawn(process.execPath, this.command(command, words), { ...this.options(), detached: true });
  }

  private command(command: string, words: readonly string[]) {
    return [path.join(REPOSITORY, "tools/run.cjs"), `tools/${command}/main.ts`, ...words, "--stack", STACK];
  }

  private options() {
    return {
      cwd: this.folder,
      env: {
        ...process.env,
        PATH: `${this.folder}${path.delimiter}${process.env["PATH"] ?? ""}`,
        KUBECONFIG: path.join(this.folder, "kubeconfig"),
        PULUMI_BACKEND_URL: `file://${this.folder}`,
        PULUMI_CONFIG_PASSPHRASE: "fake",
      },
    };
  }

  /** Commands that the CLI was given so far, without their arguments. */
  calls(): string[] {
    const file = path.join(this.folder, "calls");
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim().split("\n") : [];
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true });
  }
}
