/** Files of a container's log, as container runtime and kubelet write, rotate and compress them. */
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** Bytes after which a container runtime begins another line, which it marks as a part. */
const RUNTIME_LINE_BYTES = 16 * 1024;

export class ContainerLog {
  private readonly folder: string;
  private readonly file: string;
  private rotated: string[] = [];

  /** @param root the node's `/var/log/pods` */
  constructor(
    root: string,
    { namespace, name, uid }: { namespace: string; name: string; uid: string },
    container: string,
  ) {
    this.folder = join(root, `${namespace}_${name}_${uid}`, container);
    this.file = join(this.folder, "0.log");
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(this.file, "");
  }

  /** Writes lines, each as long as it is. */
  write(lines: readonly string[], stream: "stdout" | "stderr" = "stdout"): void {
    appendFileSync(this.file, lines.map((line) => records(line, stream)).join(""));
  }

  /** Begins another file. As the kubelet does, it compresses all but the last of those before. */
  rotate(): void {
    const stamp = `20260101-${String(this.rotated.length).padStart(6, "0")}`;
    for (const before of this.rotated.slice(-1)) {
      writeFileSync(`${before}.gz`, gzipSync(readFileSync(before)));
      rmSync(before);
    }
    this.rotated.push(`${this.file}.${stamp}`);
    renameSync(this.file, `${this.file}.${stamp}`);
    writeFileSync(this.file, "");
  }
}

/** The lines of the CRI's format. */
function records(line: string, stream: string): string {
  const pieces = line.match(new RegExp(`[^]{1,${RUNTIME_LINE_BYTES}}`, "g")) ?? [""];
  const time = new Date().toISOString().replace("Z", "000001Z");
  return pieces
    .map((piece, index) => `${time} ${stream} ${index === pieces.length - 1 ? "F" : "P"} ${piece}\n`)
    .join("");
}
