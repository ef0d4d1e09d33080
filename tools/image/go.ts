/** Runs the `go` command, which builds the collector and runs tools that are Go modules, such as oras. */
import { UserError } from "../cli";
import { type Ended, runProgram } from "./program";

/** Without cgo, the program is linked statically and needs no C library in the image. */
const ENVIRONMENT = { CGO_ENABLED: "0", GOFLAGS: "-mod=mod -buildvcs=false" };

/** Runs `go`, shows what it says on stderr, and returns its stdout. */
async function run(args: readonly string[], options: Parameters<typeof runProgram>[2]): Promise<string> {
  const { status, stdout } = await runProgram("go", args, { ...options, isShown: true }).catch((): Ended => {
    throw new UserError("Go is not on PATH. Install Go 1.26 or newer: https://go.dev/doc/install");
  });
  if (status !== 0) throw new UserError(`go ${args.join(" ")} ended with status ${String(status)}.`);
  return stdout;
}

/** Runs `go` in a folder, as for a build of minutes. */
export async function go(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  await run(args, { folder, environment: { ...ENVIRONMENT, ...environment } });
}

/** Runs `go` and returns its stdout. */
export function goOutput(args: readonly string[]): Promise<string> {
  return run(args, {});
}
