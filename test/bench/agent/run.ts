/** Runs the contenders in turn, round by round, each with targets and a sink of its own. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Programs } from "../../programs/programs";
import type { Contenders } from "./contenders/contenders";
import type { Contender, Surroundings } from "./contenders/contender";
import { Sink } from "./load/sink";
import { Targets } from "./load/targets";
import { usageOf } from "./measure";

export interface Load {
  readonly targets: number;
  readonly seriesOfEach: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

/** What one contender needed in one round. */
export interface Figures {
  readonly samples: number;
  /** Part of the exposed samples that the sink got, of which the last may still be on their way. */
  readonly delivered: number;
  readonly cpuMicrosecondsPerSample: number;
  readonly peakMiB: number;
  readonly sentBytesPerSample: number;
  readonly writtenBytesPerSample: number;
}

export interface Result {
  readonly name: string;
  readonly isBaseline: boolean;
  readonly rounds: readonly Figures[];
}

/** Every run has a second part of its own in its loopback addresses, so that two runs do not meet. */
const NETWORK = `127.${64 + (process.pid % 128)}`;

const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function measure(
  contender: Contender,
  load: Load,
  common: Pick<Surroundings, "folder" | "programs" | "busybox">,
  storePort: number,
): Promise<Figures> {
  const sinkAddress = `${NETWORK}.1.1`;
  const sink = new Sink(sinkAddress, storePort);
  const targets = new Targets(
    Array.from({ length: load.targets }, (_, index) => `${NETWORK}.2.${index + 1}`),
    load.seriesOfEach,
  );
  rmSync(common.folder, { recursive: true, force: true });
  mkdirSync(common.folder, { recursive: true });
  await sink.start();
  await targets.start();
  try {
    const running = await contender.start({
      ...common,
      address: `${NETWORK}.1.2`,
      pods: targets.pods(),
      sink: { address: sinkAddress, url: sink.url },
    });
    try {
      const noted = () => ({
        ...usageOf(running.pid),
        exposed: targets.exposed,
        delivered: sink.samples,
        sentBytes: sink.bytes,
      });
      await pause(load.warmUpSeconds);
      const before = noted();
      await pause(load.seconds);
      const after = noted();
      const samples = after.exposed - before.exposed;
      if (samples === 0) throw new Error(`${contender.name} scraped nothing (log: ${common.folder})`);
      return {
        samples,
        delivered: (after.delivered - before.delivered) / samples,
        cpuMicrosecondsPerSample: ((after.cpuSeconds - before.cpuSeconds) * 1e6) / samples,
        peakMiB: after.peakMiB,
        sentBytesPerSample: (after.sentBytes - before.sentBytes) / samples,
        writtenBytesPerSample: (after.writtenBytes - before.writtenBytes) / samples,
      };
    } finally {
      await running.stop();
    }
  } finally {
    targets.stop();
    await sink.stop();
  }
}

/** @param folder on a disk; what is left in it are logs */
export async function run(
  { all, storePort }: Contenders,
  load: Load,
  rounds: number,
  parts: { readonly programs: Partial<Programs>; readonly busybox: string; readonly folder: string },
  progress: (text: string) => void,
): Promise<Result[]> {
  const results = all.map(({ name, isBaseline = false }) => ({ name, isBaseline, rounds: [] as Figures[] }));
  for (let round = 1; round <= rounds; round += 1) {
    for (const [index, contender] of all.entries()) {
      progress(`round ${round} of ${rounds}: ${contender.name}`);
      const folder = join(parts.folder, contender.name.replace(/[^a-z0-9]+/gi, "-").toLowerCase());
      results[index]!.rounds.push(await measure(contender, load, { ...parts, folder }, storePort));
    }
  }
  return results;
}
