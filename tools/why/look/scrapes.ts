/** What the store has of scrapes. */
import { LABELS, SCRAPE } from "../../../monitoring/metrics";
import { asked, type Look, matcher, ofStack } from "./look";

/** The last scrape of a target, as the store has it. */
export interface Scrape {
  readonly job: string;
  readonly instance: string;
  readonly isUp: boolean;
  /** Since its newest sample. */
  readonly ageSeconds: number;
  /** Absent where the store has it not. */
  readonly samples?: number | undefined;
  readonly keptSamples?: number | undefined;
  readonly newSeries?: number | undefined;
  readonly bodyBytes?: number | undefined;
  readonly durationSeconds?: number | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly sampleLimit?: number | undefined;
}

const NAMES = {
  samples: SCRAPE.samples,
  keptSamples: SCRAPE.keptSamples,
  newSeries: SCRAPE.newSeries,
  bodyBytes: SCRAPE.bodyBytes,
  durationSeconds: SCRAPE.durationSeconds,
  timeoutSeconds: "scrape_timeout_seconds",
  sampleLimit: "scrape_sample_limit",
} as const;

/** Matchers of a pod's series. */
export function ofPod(look: Look, namespace: string, name: string): string {
  return [ofStack(look), matcher(LABELS.namespace, namespace), matcher(LABELS.pod, name)].join(",");
}

/** The last scrapes of the targets that the matchers select. */
export async function scrapesOf(look: Look, matchers: string): Promise<Scrape[]> {
  const names = Object.values(NAMES).join("|");
  const [ups, times, others] = await Promise.all([
    asked(look, `${SCRAPE.up}{${matchers}}`),
    asked(look, `timestamp(${SCRAPE.up}{${matchers}})`),
    asked(look, `{__name__=~"${names}",${matchers}}`),
  ]);
  const keyOf = ({ job = "", instance = "" }: Readonly<Record<string, string>>) => `${job} ${instance}`;
  return ups.map(({ labels, value }) => {
    const key = keyOf(labels);
    const newest = times.find((one) => keyOf(one.labels) === key)?.value ?? 0;
    const values = Object.entries(NAMES).map(([field, metric]) => {
      const found = others.find((one) => one.labels["__name__"] === metric && keyOf(one.labels) === key);
      return [field, found?.value];
    });
    return {
      job: labels["job"] ?? "",
      instance: labels["instance"] ?? "",
      isUp: value === 1,
      ageSeconds: look.now() - newest,
      ...(Object.fromEntries(values) as Partial<Scrape>),
    };
  });
}

/** How far back is asked when something was seen last. */
export const LAST_SEEN_HOURS = 24;

/** Part of an age to which it is known. */
const PRECISION = 0.02;

/**
 * Seconds since a series was seen last, within a day; undefined where it was not. They are searched by halves: a query
 * that looks at single times, a minute apart, does not find what was there for seconds.
 */
export async function lastSeen(look: Look, selector: string): Promise<number | undefined> {
  const isWithin = async (seconds: number) =>
    (await asked(look, `count(present_over_time(${selector}[${seconds}s]))`)).length > 0;
  let [least, most] = [0, LAST_SEEN_HOURS * 3600];
  if (!(await isWithin(most))) return undefined;
  while (most - least > Math.max(1, PRECISION * most)) {
    const middle = Math.ceil((least + most) / 2);
    if (await isWithin(middle)) most = middle;
    else least = middle;
  }
  return most;
}

/** Seconds after which the newest sample is late: three intervals, and what a request may take. */
export const lateSeconds = ({ settings }: Look) => 3 * settings.agent.scrapeIntervalSeconds + 30;
