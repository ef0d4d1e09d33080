/** `npm run gameday` as a process of its own, which a test can end as a person or a machine would. */
import { type ChildProcess, spawn } from "node:child_process";
import { eventually } from "../../programs/processes";

/** The running command. */
export class GameDayCommand {
  private output = "";
  private readonly closed: Promise<number | null>;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    this.closed = new Promise((resolve) => {
      child.once("close", resolve);
    });
  }

  static start(kubeconfig: string, ...options: readonly string[]): GameDayCommand {
    const named = ["--stack", "local", "--kubeconfig", kubeconfig];
    // With a group of its own, so that no signal to it reaches the test.
    return new GameDayCommand(
      spawn(process.execPath, ["tools/run.cjs", "tools/gameday/main.ts", ...named, ...options], { detached: true }),
    );
  }

  /** What it has said so far. */
  get said(): string {
    return this.output;
  }

  /** Waits until it says something. */
  async says(pattern: RegExp): Promise<void> {
    await eventually(`the game day says ${String(pattern)}`, 90, () => {
      if (!pattern.test(this.output)) throw new Error(this.output);
    });
  }

  /** The process that brings the store back in its place. */
  get keeper(): number {
    const pid = Number(/process (\d+) brings the store back/.exec(this.output)?.[1]);
    if (!(pid > 0)) throw new Error(this.output);
    return pid;
  }

  end(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Its exit status; null where a signal ended it. */
  status(): Promise<number | null> {
    return this.closed;
  }
}

/** Whether a process runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
