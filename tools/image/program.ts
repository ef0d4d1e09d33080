/** Runs programs that take seconds, while the line that tells what is going on is renewed. */
import { spawn } from "node:child_process";

export interface Ended {
  /** Undefined where a signal ended it. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  /** Default: this one. */
  readonly folder?: string;
  /** Variables beside those of this process. Default: none. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Shows what it says on stderr as it comes. Default: it is returned alone. */
  readonly isShown?: boolean;
}

/** Runs a program to its end. Rejects where it cannot be started. */
export function runProgram(
  program: string,
  args: readonly string[],
  { folder = ".", environment = {}, isShown = false }: Options = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [stdout, stderr]: [string[], string[]] = [[], []];
    child.stdout.setEncoding("utf8").on("data", (text: string) => stdout.push(text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr.push(text);
      // By this process: its own line goes away before.
      if (isShown) process.stderr.write(text);
    });
    child.once("error", reject);
    child.once("close", (status) => {
      resolve({ status: status ?? undefined, stdout: stdout.join(""), stderr: stderr.join("") });
    });
  });
}
