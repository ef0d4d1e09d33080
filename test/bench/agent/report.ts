/** What the figures mean: ratios to the reference round by round, the verdict about them, and the table for the document. */
import { median } from "../../../tools/bench/median";
import pins from "../../programs/pinnedPrograms.json";
import type { Figures, Load, Result } from "./run";

/** What an agent may need, as a multiple of the reference. */
const GOAL = { cpu: 1.5, memory: 1.3, writtenBytesPerSample: 0.05 } as const;

/** Part of the samples that has to arrive; the last scrapes of a round may still be on their way. */
const LEAST_DELIVERED = 0.9;

export interface Ratio {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

const spreadOf = (values: readonly number[]): Ratio => ({
  median: median([...values]),
  least: Math.min(...values),
  most: Math.max(...values),
});

function ratio(result: Result, reference: Result, of: (figures: Figures) => number): Ratio {
  return spreadOf(result.rounds.map((figures, round) => of(figures) / of(reference.rounds[round]!)));
}

export interface Summary extends Pick<Result, "name" | "isBaseline"> {
  /** The middle of the rounds. */
  readonly figures: Figures;
  readonly cpu: Ratio;
  readonly memory: Ratio;
}

/** @param results the reference first. What also scrapes a kubelet has no place beside it */
export function summaries(results: readonly Result[]): Summary[] {
  const [reference] = results;
  if (!reference) throw new Error("nothing was measured");
  return results
    .filter(({ scrapesKubelet }) => !scrapesKubelet)
    .map((result) => {
      const middle = (of: (figures: Figures) => number) => median(result.rounds.map(of));
      return {
        name: result.name,
        isBaseline: result.isBaseline,
        figures: {
          seconds: middle(({ seconds }) => seconds),
          samples: middle(({ samples }) => samples),
          delivered: middle(({ delivered }) => delivered),
          cpuMicrosecondsPerSample: middle((figures) => figures.cpuMicrosecondsPerSample),
          cpuMillicores: middle(({ cpuMillicores }) => cpuMillicores),
          peakMiB: middle(({ peakMiB }) => peakMiB),
          sentBytesPerSample: middle((figures) => figures.sentBytesPerSample),
          writtenBytesPerSample: middle((figures) => figures.writtenBytesPerSample),
        },
        cpu: ratio(result, reference, (figures) => figures.cpuMicrosecondsPerSample),
        memory: ratio(result, reference, ({ peakMiB }) => peakMiB),
      };
    });
}

/** A sentence for each planned agent: whether it needs what it may need. */
export function verdict([reference, ...others]: readonly Summary[]): string[] {
  const agents = others.filter(({ name, isBaseline }) => name.startsWith("planned") && !isBaseline);
  return agents.map(({ name, figures, cpu, memory }) => {
    const { writtenBytesPerSample: written, delivered } = figures;
    const isKept = cpu.median <= GOAL.cpu && memory.median <= GOAL.memory && written <= GOAL.writtenBytesPerSample;
    const problem =
      delivered < LEAST_DELIVERED ? `; only ${(delivered * 100).toFixed(0)} % of the samples arrived` : "";
    return (
      `${isKept && problem === "" ? "kept" : "missed"}: ${name}: ${cpu.median.toFixed(2)} times the CPU (goal ${GOAL.cpu}) and ` +
      `${memory.median.toFixed(2)} times the memory (goal ${GOAL.memory}) of ${reference?.name ?? ""}, ` +
      `${written.toFixed(1)} bytes per sample to disk (goal 0)${problem}`
    );
  });
}

const spread = ({ median: middle, least, most }: Ratio) =>
  `${middle.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`;

/**
 * What the kubelet of a full node costs the agent that scrapes it: the difference to the same agent without it, round by
 * round.
 *
 * @param intervalSeconds between two scrapes in the benchmark
 */
export function kubeletText(
  results: readonly Result[],
  exposed: number,
  pods: number,
  intervalSeconds: number,
): string {
  const scraping = results.find(({ scrapesKubelet }) => scrapesKubelet);
  const alone = results.find(({ name }) => scraping?.name.startsWith(name));
  if (!scraping || !alone) throw new Error("no agent scraped a kubelet");
  const difference = (of: (figures: Figures) => number) =>
    spreadOf(scraping.rounds.map((figures, round) => of(figures) - of(alone.rounds[round]!)));
  const milliseconds = difference(({ cpuMillicores }) => cpuMillicores * intervalSeconds);
  const memory = difference(({ peakMiB }) => peakMiB);
  const kept = difference(({ delivered, samples, seconds }) => (delivered * samples * intervalSeconds) / seconds);
  const text = ({ median: middle, least, most }: Ratio) =>
    `${middle.toFixed(0)} (${least.toFixed(0)} to ${most.toFixed(0)})`;
  return [
    `The kubelet of a node with ${pods} pods, whose pages have ${exposed.toLocaleString("en-US")} samples, of which about`,
    `${Number(kept.median.toPrecision(2)).toLocaleString("en-US")} are kept, costs the agent with \`durable\` another`,
    `${text(milliseconds)} ms of CPU for each scrape, ${(milliseconds.median / 30).toFixed(0)} millicores at 30 s, and`,
    `${text(memory)} MiB of memory.`,
  ].join(" ");
}

/** The table as Markdown. */
export function agentTable(all: readonly Summary[], load: Load, rounds: number, intervalSeconds: number): string {
  const { otelcol, prometheus } = pins;
  const series = load.targets * load.seriesOfEach;
  const rows = all.map(({ name, isBaseline, figures, cpu, memory }) => [
    name,
    figures.cpuMicrosecondsPerSample.toFixed(1),
    spread(cpu),
    figures.peakMiB.toFixed(0),
    spread(memory),
    isBaseline ? "–" : figures.sentBytesPerSample.toFixed(1),
    figures.writtenBytesPerSample.toFixed(1),
  ]);
  return [
    [
      `Collector ${otelcol.version}, Prometheus ${prometheus.version}; about ${series.toLocaleString("en-US")} series of`,
      `${load.targets} targets, scraped every ${intervalSeconds} s: counters with labels of about 110 characters, gauges,`,
      "classic histograms, native ones (which as text are three series each), a few labels of a thousand characters, and",
      `series that end while others begin. ${rounds} rounds of ${load.seconds} s in turn, store on loopback; the middle of`,
      "the rounds, and the least and the most. Ratios count, not absolute figures. Made by `npm run bench:agent -- --write`.",
    ].join(" "),
    "",
    "| | CPU µs per sample | times the first | peak MiB | times the first | bytes per sample sent | bytes per sample to disk |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows.map((cells) => `| ${cells.join(" | ")} |`),
  ].join("\n");
}
