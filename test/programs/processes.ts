/** Child processes of the run: each writes to a log file of its own, and none outlives the run. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

export interface ManagedProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** How it ended, or undefined while it runs. */
  ended(): string | undefined;
  /** The last lines of its output. */
  tail(lines?: number): string;
  /** Ends it: politely, and after `graceSeconds` by force. */
  stop(graceSeconds?: number): Promise<void>;
  /** Ends it and what it started without warning. */
  kill(): void;
}

const alive = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of alive) killGroup(child);
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => process.exit(1));
}

/** Ends what a process started too, as the end of a container's first process does; not an error when all have ended. */
function killGroup({ pid }: Pick<ChildProcess, "pid">): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** The process and those that it started, which still run. */
export function processTree(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
    return [pid, ...children.flatMap((child) => processTree(Number(child)))];
  } catch {
    return [];
  }
}

export interface ProcessOptions {
  /** The whole environment of the process. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder: string;
}

/** Starts `command` in a group of its own, with its output in `<folder>/<name>.log`. */
export function startProcess(
  name: string,
  command: string,
  args: readonly string[],
  { environment = {}, folder }: ProcessOptions,
): ManagedProcess {
  const logFile = join(folder, `${name}.log`);
  const log = openSync(logFile, "a");
  const child = spawn(command, args, {
    cwd: folder,
    detached: true,
    env: { ...environment },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  alive.add(child);
  let ending: string | undefined;
  const closed = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      ending = `could not be started: ${error.message}`;
      alive.delete(child);
      resolve();
    });
    child.once("exit", (code, signal) => {
      ending = signal ? `ended by ${signal}` : `ended with status ${code}`;
      alive.delete(child);
      killGroup(child);
      resolve();
    });
  });
  return {
    name,
    pid: child.pid ?? -1,
    logFile,
    ended: () => ending,
    tail: (lines = 20) => readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-lines).join("\n"),
    stop: async (graceSeconds = 10) => {
      if (ending !== undefined) return;
      const force = setTimeout(() => {
        killGroup(child);
      }, graceSeconds * 1000);
      child.kill("SIGTERM");
      await closed;
      clearTimeout(force);
    },
    kill: () => {
      if (ending === undefined) killGroup(child);
    },
  };
}

/** Runs `command` to its end. Never throws: `output` is what it wrote to both streams. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: { readonly environment?: NodeJS.ProcessEnv; readonly folder?: string } = {},
): Promise<{ readonly status: number; readonly stdout: string; readonly output: string }> {
  const child = spawn(command, args, {
    cwd: options.folder,
    detached: true,
    env: options.environment ?? process.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  alive.add(child);
  let stdout = "";
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    output += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const status = await new Promise<number>((resolve) => {
    child.once("error", (error) => {
      output += error.message;
      resolve(127);
    });
    child.once("close", (code) => {
      resolve(code ?? 1);
    });
  });
  alive.delete(child);
  return { status, stdout, output };
}

/** A TCP port of 127.0.0.1 that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

/**
 * Calls `probe` until it returns without throwing, and returns what it returned.
 *
 * `watched` processes have to keep running meanwhile: one that has ended fails the wait at once, with its last lines.
 */
export async function eventually<T>(
  what: string,
  limitSeconds: number,
  probe: () => T | Promise<T>,
  watched: readonly ManagedProcess[] = [],
): Promise<T> {
  const deadline = Date.now() + limitSeconds * 1000;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      for (const running of watched) {
        const ending = running.ended();
        if (ending) throw new Error(`${what}: ${running.name} ${ending}\n${running.tail()}`, { cause: error });
      }
      if (Date.now() > deadline) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`${what}: not within ${limitSeconds} s. ${reason}`, { cause: error });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
