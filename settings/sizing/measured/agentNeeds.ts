/**
 * What an agent is expected to need, from the project's own measurements: docs/sizing.md has them beside this forecast.
 * Limits have room above it.
 */
import type { AgentSettings } from "../../schema/settings";
import type { Writer } from "../queue";
import { BYTES_PER_KIB, countText, MILLISECONDS_PER_SECOND } from "../units";

/** Memory of an agent that scrapes nothing, in MiB: 86 in the benchmark, and 18 for its watches and the pipeline of spans. */
const BASE_MIB = 86 + 18;

/** Memory of each scraped series, in KiB. */
const KIB_PER_SERIES: Readonly<Record<Writer, number>> = { own: 1.5, contrib: 1.7 };

/** Memory of each target, in MiB. */
const MIB_PER_TARGET = 0.1;

/** CPU of an agent that scrapes nothing, in thousandths of a core: 3 in the benchmark, and 2 for the same. */
const BASE_MILLICORES = 3 + 2;

/** CPU of each scrape, whatever it returns, in milliseconds. */
const MILLISECONDS_PER_SCRAPE = 1.1;

/** CPU of each sample, in microseconds. */
const MICROSECONDS_PER_SAMPLE: Readonly<Record<Writer, number>> = { own: 3.1, contrib: 9.5 };

/** Series of a target where nobody says how many targets there are: about as many as node exporter has. */
const SERIES_PER_TARGET = 500;

/** Largest error of the forecast against the measurements, as a share of what was measured. */
export const AGENT_NEEDS_ERROR = { memory: 0.15, cpu: 0.3 } as const;

/** What one agent scrapes. */
export interface AgentLoad {
  readonly samplesPerSecond: number;
  readonly scrapeIntervalSeconds: AgentSettings["scrapeIntervalSeconds"];
  /** Default: one for every 500 series. */
  readonly targets?: number | undefined;
}

/** What an agent is expected to need while the store takes everything. */
export interface AgentNeeds {
  readonly memoryMiB: number;
  readonly cpuMillicores: number;
}

/** What an agent of this writer is expected to need. */
export function agentNeeds(writer: Writer, load: AgentLoad): AgentNeeds {
  const { samplesPerSecond, scrapeIntervalSeconds } = load;
  const series = samplesPerSecond * scrapeIntervalSeconds;
  const targets = load.targets ?? Math.ceil(series / SERIES_PER_TARGET);
  const scrapesPerSecond = targets / scrapeIntervalSeconds;
  return {
    memoryMiB: Math.ceil(BASE_MIB + targets * MIB_PER_TARGET + (series * KIB_PER_SERIES[writer]) / BYTES_PER_KIB),
    cpuMillicores: Math.ceil(
      BASE_MILLICORES +
        scrapesPerSecond * MILLISECONDS_PER_SCRAPE +
        (samplesPerSecond * MICROSECONDS_PER_SAMPLE[writer]) / MILLISECONDS_PER_SECOND,
    ),
  };
}

/** The needs as text for reports. */
export function agentNeedsText({ memoryMiB, cpuMillicores }: AgentNeeds): string {
  return `${countText(memoryMiB)} MiB and ${countText(cpuMillicores)} millicores`;
}
