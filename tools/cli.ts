/** The option `--stack`, which every tool that works on a stack takes. */
import * as fs from "node:fs";

/** Wrong usage of a tool; the message says what is wrong. */
export class UsageError extends Error {}

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

/** Runs a tool's `main`; wrong usage is answered with the usage and status 2, a person's mistake with status 1. */
export async function runTool(usage: string, main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${usage}\n`);
      process.exitCode = 2;
    } else if (error instanceof UserError) {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
    } else throw error;
  }
}

/** A mistake that a person can mend; printed without a stack trace. */
export class UserError extends Error {}
