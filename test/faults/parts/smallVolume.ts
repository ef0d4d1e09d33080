/** A volume of a limited size, in memory, that can be filled to its last byte. Needs the rights to mount. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";

const CHUNK = Buffer.alloc(64 * 1024, "x");
const mounted = new Set<string>();

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
}

process.once("exit", () => {
  for (const folder of mounted) spawnSync("umount", ["--lazy", folder]);
});

/** Mounts a volume of `sizeMiB` at the folder. */
export function mountSmallVolume(folder: string, sizeMiB: number): void {
  mkdirSync(folder, { recursive: true });
  run("mount", ["-t", "tmpfs", "-o", `size=${sizeMiB}m`, "tmpfs", folder]);
  mounted.add(folder);
  chmodSync(folder, 0o777);
}

/** Unmounts what was mounted at the folder. */
export function unmountSmallVolume(folder: string): void {
  if (mounted.delete(folder)) run("umount", ["--lazy", folder]);
}

export class SmallVolume {
  private readonly filler: string;

  constructor(folder: string) {
    this.filler = join(folder, "filler");
  }

  /** Takes all the room that is left, but for `spareBytes`. Scrapes are answered meanwhile. */
  async fill(spareBytes = 0): Promise<void> {
    const file = await open(this.filler, "w");
    let length = CHUNK.length;
    while (length > 0) {
      try {
        await file.write(CHUNK, 0, length);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
        length = Math.floor(length / 2);
      }
    }
    if (spareBytes > 0) await file.truncate((await file.stat()).size - spareBytes);
    await file.close();
  }

  /** Gives it back. */
  free(): void {
    rmSync(this.filler, { force: true });
  }
}
