/** Go, which builds the collector and runs the programs that are Go modules. */
import { spawnSync } from "node:child_process";
import { UserError } from "../cli";

/** No C library, so that the program runs without any file beside it. */
const ENVIRONMENT = { CGO_ENABLED: "0", GOFLAGS: "-mod=mod -buildvcs=false" };

function ended(args: readonly string[], { status, error }: { status: number | null; error?: Error }): void {
  if (error) throw new UserError("Go is not on PATH. Install Go 1.26 or newer: https://go.dev/doc/install");
  if (status !== 0) throw new UserError(`go ${args.join(" ")} ended with status ${String(status)}.`);
}

/** Runs Go and shows its stderr, because it takes minutes. */
export function go(folder: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): void {
  const result = spawnSync("go", args, {
    cwd: folder,
    env: { ...process.env, ...ENVIRONMENT, ...environment },
    stdio: ["ignore", "ignore", "inherit"],
  });
  ended(args, result);
}

/** The stdout of `go`. */
export function goOutput(args: readonly string[]): string {
  const result = spawnSync("go", args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  ended(args, result);
  return result.stdout;
}
