/** Runs the contenders in turn, round by round, each with targets and a sink of its own. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Programs } from "../../programs/programs";
import type { Contenders } from "./contenders/contenders";
import type { Contender, Surroundings } from "./contenders/contender";
import { Kubelet } from "./load/kubelet";
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
  /** How long it was measured. */
  readonly seconds: number;
  readonly samples: number;
  /** Part of the exposed samples that the sink got, of which the last may still be on their way. */
  readonly delivered: number;
  readonly cpuMicrosecondsPerSample: number;
  readonly cpuMillicores: number;
  readonly peakMiB: number;
  readonly sentBytesPerSample: number;
  readonly writtenBytesPerSample: number;
}

export interface Result {
  readonly name: string;
  readonly isBaseline: boolean;
  readonly scrapesKubelet: boolean;
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
  const address = `${NETWORK}.1.2`;
  // The agent's own address: that of its node, as far as it knows.
  const kubelet = contender.scrapesKubelet ? new Kubelet(address) : undefined;
  await sink.start();
  await targets.start();
  await kubelet?.start();
  try {
    const running = await contender.start({
      ...common,
      address,
      pods: targets.pods(),
      sink: { address: sinkAddress, url: sink.url },
    });
    try {
      const noted = () => ({
        ...usageOf(running.pid),
        time: Date.now(),
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
      const cpuSeconds = after.cpuSeconds - before.cpuSeconds;
      const seconds = (after.time - before.time) / 1000;
      return {
        seconds,
        samples,
        delivered: (after.delivered - before.delivered) / samples,
        cpuMicrosecondsPerSample: (cpuSeconds * 1e6) / samples,
        cpuMillicores: (cpuSeconds * 1000) / seconds,
        peakMiB: after.peakMiB,
        sentBytesPerSample: (after.sentBytes - before.sentBytes) / samples,
        writtenBytesPerSample: (after.writtenBytes - before.writtenBytes) / samples,
      };
    } finally {
      await running.stop();
    }
  } finally {
    targets.stop();
    kubelet?.stop();
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
  const results = all.map(({ name, isBaseline = false, scrapesKubelet = false }) => ({
    name,
    isBaseline,
    scrapesKubelet,
    rounds: [] as Figures[],
  }));
  for (let round = 1; round <= rounds; round += 1) {
    for (const [index, contender] of all.entries()) {
      progress(`round ${round} of ${rounds}: ${contender.name}`);
      const folder = join(parts.folder, contender.name.replace(/[^a-z0-9]+/gi, "-").toLowerCase());
      results[index]!.rounds.push(await measure(contender, load, { ...parts, folder }, storePort));
    }
  }
  return results;
}
