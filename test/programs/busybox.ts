/**
 * A static busybox, which stands for the image of that name: found in the folder of programs or on PATH, else taken out
 * of Debian's package into the cache.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "./processes";
import { CACHE, onPath } from "./programs";

/** A program that needs a loader does not run in a root folder of its own. */
function isStatic(path: string): boolean {
  const text = readFileSync(path).subarray(0, 4096).toString("latin1");
  return !/\/ld-(linux|musl)/.test(text);
}

async function unpack(binary: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "gke-telemetry-busybox-"));
  try {
    const download = "apt-get download busybox-static";
    // A new machine may not know what packages there are.
    const script = `(${download} || (apt-get update && ${download})) && dpkg-deb --extract busybox-static_*.deb .`;
    const { status, output } = await runCommand("sh", ["-c", script], { folder });
    if (status !== 0) throw new Error(output.trim().split("\n").slice(-3).join("\n"));
    mkdirSync(join(CACHE, "bin"), { recursive: true });
    copyFileSync(join(folder, "bin", "busybox"), binary);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `a statically linked busybox is missing, which prepares the agents' volumes. Install one (Debian, Ubuntu: busybox-static): ${reason}`,
      { cause: error },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Path of the program. Throws, with what to install, where there is none. */
export async function findBusybox(): Promise<string> {
  const provided = process.env.GKE_TELEMETRY_PROGRAMS;
  const cached = join(CACHE, "bin", "busybox");
  const candidates = [...(provided ? [join(provided, "busybox")] : []), onPath("busybox"), cached];
  const found = candidates.find((path) => path !== undefined && existsSync(path) && isStatic(path));
  if (found === undefined) await unpack(cached);
  const path = found ?? cached;
  console.log(`  busybox: ${path}`);
  return path;
}
