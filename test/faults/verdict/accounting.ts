/** Compares what an agent accepted with what its store has. */
import { PrometheusApi } from "../../programs/prometheusApi";
import { type CountingTarget, SCRAPES } from "../parts/targets";

/** A sample, by what tells it from every other. */
export interface Expected {
  /** Its series. */
  readonly key: string;
  /** Its value, which no other sample of the series has. */
  readonly value: number;
  /** Milliseconds since the epoch, when it was taken. */
  readonly at: number;
}

export interface Account {
  readonly accepted: number;
  /** Accepted samples that cannot be queried. */
  readonly lost: readonly Expected[];
  /** Samples that are there more than once. */
  readonly duplicated: number;
  /** Samples whose time is not that of their scrape. */
  readonly misdated: number;
}

/** Seconds by which the time of a stored sample may differ from the time that the target noted. */
const TIME_TOLERANCE_SECONDS = 2;

/** The samples of every scrape that the targets answered in full. */
export function expectedOf(targets: readonly CountingTarget[]): Expected[] {
  return targets.flatMap(({ name, series, answered }) =>
    Array.from({ length: series }, (_, number) => `${name}/${number}`).flatMap((key) =>
      answered.map(({ sequence, at }) => ({ key, value: sequence, at })),
    ),
  );
}

/** How far ahead of the clock a sample is still looked for. */
const FUTURE_SECONDS = 1200;

/** Times, in Unix seconds, at which a value of a series is stored. */
export type Stored = ReadonlyMap<string, ReadonlyMap<number, readonly number[]>>;

/** Every stored sample of a metric, whose series the label `number`, and `target` where there is one, tell apart. */
export async function storedSamples(url: string, metric: string = SCRAPES): Promise<Stored> {
  const api = new PrometheusApi(url);
  const { result } = await api.get<{
    result: { metric: Readonly<Record<string, string>>; values: [number, string][] }[];
  }>(`/api/v1/query?query=${encodeURIComponent(`${metric}[2h]`)}&time=${Date.now() / 1000 + FUTURE_SECONDS}`);
  const stored = new Map<string, Map<number, number[]>>();
  for (const { metric: labels, values } of result) {
    const key = `${labels["target"] ?? metric}/${labels["number"] ?? ""}`;
    const times = stored.get(key) ?? new Map<number, number[]>();
    for (const [at, value] of values) times.set(Number(value), [...(times.get(Number(value)) ?? []), at]);
    stored.set(key, times);
  }
  return stored;
}

/** What of the expected samples is stored: nothing is lost when each is there exactly once. */
export function compare(expected: readonly Expected[], stored: Stored): Account {
  const lost: Expected[] = [];
  let duplicated = 0;
  let misdated = 0;
  for (const sample of expected) {
    const times = stored.get(sample.key)?.get(sample.value) ?? [];
    if (times.length === 0) lost.push(sample);
    duplicated += Math.max(0, times.length - 1);
    misdated += times.filter((time) => Math.abs(time - sample.at / 1000) > TIME_TOLERANCE_SECONDS).length;
  }
  return { accepted: expected.length, lost, duplicated, misdated };
}
