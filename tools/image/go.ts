/** Runs the `go` command, which builds the collector and runs tools that are Go modules, such as oras. */
import { spawnSync } from "node:child_process";
import { UserError } from "../cli";

/** Without cgo, the program is linked statically and needs no C library in the image. */
const ENVIRONMENT = { CGO_ENABLED: "0", GOFLAGS: "-mod=mod -buildvcs=false" };

function ended(args: readonly string[], { status, error }: { status: number | null; error?: Error }): void {
  if (error) throw new UserError("Go is not on PATH. Install Go 1.26 or newer: https://go.dev/doc/install");
  if (status !== 0) throw new UserError(`go ${args.join(" ")} ended with status ${String(status)}.`);
}

/** Runs `go` and shows its stderr as progress, because a build takes minutes. */
export function go(folder: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): void {
  const result = spawnSync("go", args, {
    cwd: folder,
    env: { ...process.env, ...ENVIRONMENT, ...environment },
    stdio: ["ignore", "ignore", "inherit"],
  });
  ended(args, result);
}

/** Runs `go` and returns its stdout. */
export function goOutput(args: readonly string[]): string {
  const result = spawnSync("go", args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  ended(args, result);
  return result.stdout;
}
