/** Shared by every command of `npm run`: arguments, `--help`, errors and exit codes. */
import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { annotate } from "./annotations";
import { failureText } from "./failure";
import { showProgress } from "./progress";

/** Exit codes of every command. */
const FAILED = 1;
const WRONG_USAGE = 2;

/** Exit codes of a command that a signal has ended, as shells know them. */
const INTERRUPTED = { SIGINT: 130, SIGTERM: 143 } as const;

/** A person has stopped the command, which has put back what it had to. */
export class Interrupted extends Error {}

/** Wrong arguments. The command prints the message and its usage, and exits with 2. */
export class UsageError extends Error {}

/** An error that a person can correct. The command prints the message without a stack trace, and exits with 1. */
export class UserError extends Error {}

type Options = NonNullable<ParseArgsConfig["options"]>;

const HELP = { help: { type: "boolean", short: "h", default: false } } as const;

/** The values of a command's options, as `parseArgs` types them. */
type Values<Declared extends Options> = ReturnType<typeof parseArgs<{ options: Declared }>>["values"];

/** A command of `npm run`. */
export interface Command<Declared extends Options> {
  /** Text of `--help`. */
  readonly usage: string;
  /** Options besides `--help`, as `parseArgs` of Node takes them. */
  readonly options: Declared;
  /** Whether it takes words that are no options. Default: it does not. */
  readonly allowPositionals?: boolean;
  /** @returns the exit code */
  readonly run: (values: Values<Declared>, positionals: readonly string[]) => number | Promise<number>;
}

async function exitCode<Declared extends Options>(
  { usage, options, allowPositionals = false, run }: Command<Declared>,
  args: string[],
): Promise<number> {
  const parsed = parsedArguments({ args, allowPositionals, options: { ...options, ...HELP } });
  if (parsed.values.help !== true) return run(parsed.values as Values<Declared>, parsed.positionals);
  process.stdout.write(`${usage}\n`);
  return 0;
}

function parsedArguments(config: ParseArgsConfig) {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Ends where nothing can be printed: without an error when the reader of a pipe has closed it, such as `head`. */
function endOutput(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") {
    process.stderr.write(`${failureText(error) ?? error.message}\n`);
    process.exitCode = FAILED;
  }
  process.exit();
}

/**
 * Ends at a signal, with the exit code by which shells know it. Files are whole then (`files.ts`). Who has something to
 * end first listens as well, and ends the command.
 */
function endBySignals(): void {
  for (const [signal, code] of Object.entries(INTERRUPTED))
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(code);
    });
}

/** Runs a command with the arguments of this process, and sets the exit code. */
export async function runCommand<Declared extends Options>(command: Command<Declared>): Promise<void> {
  process.stdout.on("error", endOutput);
  process.stderr.on("error", () => process.exit(FAILED));
  endBySignals();
  showProgress();
  try {
    process.exitCode = await exitCode(command, process.argv.slice(2));
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${command.usage}\n`);
      process.exitCode = WRONG_USAGE;
      return;
    }
    if (error instanceof Interrupted) {
      process.exitCode = INTERRUPTED.SIGINT;
      return;
    }
    const text = error instanceof UserError ? error.message : failureText(error);
    if (text === undefined) throw error;
    process.stderr.write(`${text}\n`);
    annotate(text);
    process.exitCode = FAILED;
  }
}

/** The names of the stacks that have a file in this folder. */
export function stackNames(): string[] {
  return fs
    .readdirSync(".")
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

/**
 * The stack file that `--stack` and `--config` name.
 *
 * @throws UsageError if the stack's name is missing or there is no such file
 */
export function stackFileOf(stack: string | undefined, config?: string): { stack: string; file: string } {
  if (!stack) throw new UsageError(`--stack is missing. Stacks here: ${stackNames().join(", ")}.`);
  if (!/^[A-Za-z0-9._-]+$/.test(stack))
    throw new UsageError(`--stack ${stack}: a name has letters, digits, ".", "_" and "-".`);
  if (config !== undefined) {
    if (!isFile(config)) throw new UsageError(`--config ${config}: there is no such file.`);
    return { stack, file: config };
  }
  const file = `Pulumi.${stack}.yaml`;
  if (!isFile(file))
    throw new UsageError(
      `There is no stack ${stack}: ${file} does not exist. Stacks here: ${stackNames().join(", ")}.`,
    );
  return { stack, file };
}

/** Whether a program is in one of the folders of PATH. */
export function isOnPath(program: string, searchPath = process.env["PATH"] ?? ""): boolean {
  return searchPath.split(path.delimiter).some((folder) => {
    try {
      fs.accessSync(path.join(folder, program), fs.constants.X_OK);
      return folder !== "";
    } catch {
      return false;
    }
  });
}
