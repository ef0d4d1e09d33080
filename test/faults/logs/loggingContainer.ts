/** A container that writes lines of which no two are equal. */
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ContainerLog } from "../../acceptance/logs/containerLog";

const PADDING = "x".repeat(100);

const uid = (pod: string) =>
  `00000000-0000-4000-8000-${Buffer.from(pod).toString("hex").slice(0, 12).padStart(12, "0")}`;

export class LoggingContainer {
  /** Every line that was written. */
  readonly texts: string[] = [];
  private readonly log: ContainerLog;

  constructor(
    podLogs: string,
    readonly namespace: string,
    private readonly pod: string,
  ) {
    this.log = new ContainerLog(podLogs, { namespace, name: pod, uid: uid(pod) }, "main");
  }

  write(lines: number): void {
    const texts = Array.from({ length: lines }, (_, index) => `${this.pod} ${this.texts.length + index} ${PADDING}`);
    this.log.write(texts);
    this.texts.push(...texts);
  }

  /** Begins another file; of those before, the kubelet compresses all but the last. */
  rotate(): void {
    this.log.rotate();
  }
}

const LINE = "flood ".repeat(30);
const CHUNK_MILLISECONDS = 50;

/** A container that writes as fast as it is told, into files that are rotated as the kubelet does. */
export class Flood {
  bytes = 0;
  private readonly file: string;
  private rotated: string | undefined;

  constructor(podLogs: string, namespace: string) {
    this.file = join(podLogs, `${namespace}_flood-1_${uid("flood")}`, "main", "0.log");
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, "");
  }

  /** Writes so much text a second, for a time. The kubelet looks every ten seconds how large a file is. */
  async run(durationSeconds: number, mibPerSecond: number): Promise<void> {
    const lines = Math.ceil((mibPerSecond * 1024 ** 2 * CHUNK_MILLISECONDS) / 1000 / LINE.length);
    const [from, pause] = [Date.now(), 10_000];
    let rotatedAt = from;
    for (let round = 0; Date.now() - from < durationSeconds * 1000; round += 1) {
      const time = new Date().toISOString().replace("Z", "000001Z");
      appendFileSync(this.file, `${time} stdout F ${LINE}\n`.repeat(lines));
      this.bytes += lines * LINE.length;
      if (Date.now() - rotatedAt > pause) {
        this.rotate();
        rotatedAt = Date.now();
      }
      const due = from + (round + 1) * CHUNK_MILLISECONDS;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - Date.now())));
    }
  }

  private rotate(): void {
    if (this.rotated !== undefined) rmSync(this.rotated);
    this.rotated = `${this.file}.${Date.now()}`;
    renameSync(this.file, this.rotated);
    writeFileSync(this.file, "");
  }
}
