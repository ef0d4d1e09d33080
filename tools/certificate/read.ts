/** Reads what a store has of the agents' numbers: counts for each hour, and the samples of the hours that are not whole. */
import type { Labels, Points, Store } from "../live/store";
import { type AgentProcess, type Period, type Stretch, stretchesOf } from "./numbers";

/** Names of metrics and labels, as `monitoring/` has them. */
export interface NumberedSeries {
  /** Selector of the numbers, and of the ends; without numbers, that of any series with one sample an interval. */
  readonly numbers: string;
  readonly ends: string | undefined;
  readonly nodeLabel: string;
  /** Label with the start of a process, in milliseconds since 1970. */
  readonly startLabel: string;
  /** Label that tells several series of a process apart; absent where it has one, with a sample in each interval. */
  readonly shardLabel?: string;
}

/** Most seconds of which the samples are counted at once. */
const LONGEST_SPAN_SECONDS = 3600;

/** Seconds before the time that is looked at in which the number before its first is looked for. */
const BEFORE_SECONDS = 2 * LONGEST_SPAN_SECONDS;

/** Nodes in one query for samples: of those with one an interval, and of those with one a request. */
const NODES_AT_ONCE = { interval: 50, request: 10 };

interface Counts {
  count: number;
  first: number;
  last: number;
}

/** What is known of one process, or of a shard of it, before its stretches are one list. */
interface Gathered {
  readonly node: string;
  readonly start: string;
  readonly spans: Map<number, readonly Stretch[]>;
  twice: number;
  before?: number;
  end?: number;
}

/** Processes of agents, or their shards, by node. */
export type Processes = ReadonlyMap<string, readonly AgentProcess[]>;

class Reading {
  private readonly gathered = new Map<string, Gathered>();
  private readonly spanSeconds: number;

  constructor(
    private readonly store: Store,
    private readonly series: NumberedSeries,
    private readonly period: Period,
  ) {
    const seconds = period.to - period.from;
    this.spanSeconds = Math.ceil(seconds / Math.ceil(seconds / LONGEST_SPAN_SECONDS));
  }

  private nodeOf(labels: Labels): string {
    return labels[this.series.nodeLabel] ?? "";
  }

  private of(labels: Labels): Gathered {
    const node = this.nodeOf(labels);
    const { ends, startLabel, shardLabel } = this.series;
    const start = ends === undefined ? "" : (labels[startLabel] ?? "");
    const key = JSON.stringify([node, start, shardLabel && labels[shardLabel]]);
    const found = this.gathered.get(key) ?? { node, start, spans: new Map<number, readonly Stretch[]>(), twice: 0 };
    this.gathered.set(key, found);
    return found;
  }

  /** The spans' ends, the last of which is the period's. */
  private spanEnds(): number[] {
    const { from, to } = this.period;
    const spans = Math.ceil((to - from) / this.spanSeconds);
    return Array.from({ length: spans }, (_, index) => to - (spans - 1 - index) * this.spanSeconds);
  }

  /** Count, least and greatest number of each span, by the span's end and the series. */
  private async counts(): Promise<Map<number, { labels: Labels; counts: Counts }[]>> {
    const [first = this.period.to] = this.spanEnds();
    const over = (name: string) =>
      this.store.queryRange(
        `${name}_over_time(${this.series.numbers}[${this.spanSeconds}s])`,
        first,
        this.period.to,
        this.spanSeconds,
      );
    const bySpan = new Map<number, Map<string, { labels: Labels; counts: Counts }>>();
    for (const [name, field] of [
      ["count", "count"],
      ["min", "first"],
      ["max", "last"],
    ] as const)
      for (const { labels, points } of await over(name))
        for (const [at, value] of points) {
          const span = bySpan.get(Math.round(at)) ?? new Map<string, { labels: Labels; counts: Counts }>();
          bySpan.set(Math.round(at), span);
          const key = JSON.stringify(labels);
          const known = span.get(key) ?? { labels, counts: { count: 0, first: 0, last: 0 } };
          known.counts[field] = value;
          span.set(key, known);
        }
    return new Map([...bySpan].map(([at, series]) => [at, [...series.values()]]));
  }

  /** Whether a count tells all of a span: nothing is missing in it, and its times are the span's. */
  private isWhole(labels: Labels, { count, first, last }: Counts, spanStart: number): boolean {
    const { ends, shardLabel } = this.series;
    if (ends !== undefined && last - first + 1 !== count) return false;
    if (shardLabel === undefined) return count >= Math.floor(this.spanSeconds / this.period.intervalSeconds);
    // Requests come at any time: of a process that was not there all the time, their own times are needed.
    const { start, end } = this.of(labels);
    return end === undefined && Number(start) / 1000 < spanStart;
  }

  private async samples(end: number, nodes: readonly string[]): Promise<Points[]> {
    const found: Points[] = [];
    const atOnce = this.series.shardLabel === undefined ? NODES_AT_ONCE.interval : NODES_AT_ONCE.request;
    for (let from = 0; from < nodes.length; from += atOnce) {
      const names = nodes.slice(from, from + atOnce).map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
      const matcher = `${this.series.nodeLabel}=~${JSON.stringify(names.join("|"))}`;
      const selector = this.series.numbers.replace(/\}$/, `,${matcher}}`);
      found.push(...(await this.store.samples(`${selector}[${this.spanSeconds}s]`, end)));
    }
    return found;
  }

  /** Samples that have no numbers get that of their order, so that only time tells what is missing. */
  private stretches(points: Points["points"]): { stretches: readonly Stretch[]; twice: number } {
    if (this.series.ends !== undefined) return stretchesOf(points, this.period);
    const ordered = points.map(([at], index) => [at, index] as const);
    const { stretches } = stretchesOf(ordered, this.period);
    return { stretches: stretches.map(({ from, to }) => ({ from, to })), twice: 0 };
  }

  private async readSpan(end: number, series: readonly { labels: Labels; counts: Counts }[]): Promise<void> {
    const from = end - this.spanSeconds;
    const broken = series.filter(({ labels, counts }) => !this.isWhole(labels, counts, from));
    const nodes = new Set(broken.map(({ labels }) => this.nodeOf(labels)));
    for (const { labels, counts } of series) {
      const numbers = this.series.ends === undefined ? {} : { numbers: { first: counts.first, last: counts.last } };
      if (!nodes.has(this.nodeOf(labels))) this.of(labels).spans.set(end, [{ from, to: end, ...numbers }]);
    }
    for (const { labels, points } of await this.samples(end, [...nodes])) {
      const { stretches, twice } = this.stretches(points);
      const gathered = this.of(labels);
      gathered.spans.set(end, stretches);
      gathered.twice += twice;
    }
  }

  /** The number before the period of each process of it, and the last numbers of processes that have ended. */
  private async readEnds(): Promise<void> {
    const { numbers, ends } = this.series;
    if (ends === undefined) return;
    const { from, to } = this.period;
    for (const { labels, value } of await this.store.query(`max_over_time(${numbers}[${BEFORE_SECONDS}s])`, from)) {
      const before = this.of(labels);
      before.before = value;
    }
    for (const { labels, value } of await this.store.query(`max_over_time(${ends}[${Math.ceil(to - from)}s])`, to))
      this.of(labels).end = value;
  }

  async read(): Promise<Processes> {
    const counts = await this.counts();
    await this.readEnds();
    for (const end of this.spanEnds()) await this.readSpan(end, counts.get(Math.round(end)) ?? []);
    const byNode = new Map<string, AgentProcess[]>();
    for (const gathered of this.gathered.values()) {
      byNode.set(gathered.node, [...(byNode.get(gathered.node) ?? []), processOf(gathered)]);
    }
    return byNode;
  }
}

function processOf({ start, spans, twice, before, end }: Gathered): AgentProcess {
  const stretches = [...spans].sort(([one], [other]) => one - other).flatMap(([, ofSpan]) => ofSpan);
  return {
    ...(start !== "" && { start: Number(start) / 1000 }),
    stretches,
    twice,
    ...(before !== undefined && { before }),
    ...(end !== undefined && { end }),
  };
}

/** The processes of the agents that the store knows of in a period, or their shards. Its times are whole seconds. */
export function readProcesses(store: Store, series: NumberedSeries, period: Period): Promise<Processes> {
  return new Reading(store, series, period).read();
}
