/** The arithmetic of a certificate: what the stored numbers of a canary say of the samples that an agent accepted. */

/** Stored samples without a gap between them. */
export interface Stretch {
  /** Unix seconds of the first and the last sample, or of the limits of a span that is whole. */
  readonly from: number;
  readonly to: number;
  /** The canary's numbers of those samples; absent where samples have none, as with contrib's image. */
  readonly numbers?: { readonly first: number; readonly last: number };
}

/** What is stored of one process of an agent. */
export interface AgentProcess {
  /** Unix seconds of its start; absent where samples have no numbers. */
  readonly start?: number;
  /** In the order of time. */
  readonly stretches: readonly Stretch[];
  /** Its last number before the time that is looked at. */
  readonly before?: number;
  /** The last number that it accepted; absent while it runs, and where it ended unseen. */
  readonly end?: number;
  /** Samples whose number is stored more than once. */
  readonly twice: number;
}

/**
 * Why there is a gap.
 * - `lost`: samples were accepted, and are not stored
 * - `perhaps lost`: the process ended unseen, or its samples have no numbers: as many may have been accepted and lost
 * - `not taken`: no sample was taken, because the agent was not there
 * - `waiting`: nothing newer is stored. It waits in the agent, or the agent is gone
 * - `stopped`: the agent was stopped, and everything that it accepted is stored
 * - `twice`: a number is stored more than once
 */
export type Cause = "lost" | "perhaps lost" | "not taken" | "waiting" | "stopped" | "twice";

export interface Gap {
  readonly cause: Cause;
  /** Unix seconds. */
  readonly from: number;
  readonly to: number;
  /** Samples of the canary, one for each interval; the most that there can be where it is not known. */
  readonly samples: number;
}

export interface Period {
  /** Unix seconds. */
  readonly from: number;
  readonly to: number;
  readonly intervalSeconds: number;
}

/** What became of the canary of one node. */
export interface NodeAccount {
  readonly node: string;
  /** Samples that the agent accepted, as far as is known. */
  readonly accepted: number;
  readonly stored: number;
  readonly gaps: readonly Gap[];
}

/** Intervals between two samples from which on one is missing between them. */
const PAUSE = 1.75;

/** Seconds that a sample takes into the store at most, while all is well. */
const ARRIVAL_SECONDS = 15;

const count = ({ first, last }: NonNullable<Stretch["numbers"]>) => last - first + 1;

/** Intervals that a time has beyond the one that is due. */
function missedIntervals(seconds: number, { intervalSeconds }: Period): number {
  return seconds > PAUSE * intervalSeconds ? Math.floor(seconds / intervalSeconds - 0.5) : 0;
}

function gap(cause: Cause, from: number, to: number, samples: number): Gap[] {
  return samples > 0 ? [{ cause, from, to, samples }] : [];
}

/** Gaps between the stretches of one process. */
function gapsWithin({ stretches }: AgentProcess, period: Period): Gap[] {
  return stretches.slice(1).flatMap((next, index) => {
    const previous = stretches[index];
    if (!previous) return [];
    const { to } = previous;
    const missed = missedIntervals(next.from - to, period);
    if (!previous.numbers || !next.numbers) return gap("perhaps lost", to, next.from, missed);
    const lost = next.numbers.first - previous.numbers.last - 1;
    return lost > 0 ? gap("lost", to, next.from, lost) : gap("not taken", to, next.from, missed);
  });
}

/** The number before the first that is looked at: none was accepted before a process's own first. */
function baseOf({ start, before, stretches, end = 0 }: AgentProcess, { from }: Period): number {
  if (before !== undefined) return before;
  if (start !== undefined && start >= from) return 0;
  return (stretches[0]?.numbers?.first ?? end + 1) - 1;
}

function lastOf(process: AgentProcess, period: Period): { at: number; number: number } {
  const last = process.stretches.at(-1);
  return {
    at: last?.to ?? Math.max(process.start ?? 0, period.from),
    number: last?.numbers?.last ?? baseOf(process, period),
  };
}

/** Gaps before the first sample of a process that is stored, and those after its last up to the next one's start. */
function gapsAround(process: AgentProcess, next: AgentProcess | undefined, period: Period): Gap[] {
  const [first] = process.stretches;
  const head = first?.numbers ? first.numbers.first - baseOf(process, period) - 1 : 0;
  const before = first ? gap("lost", Math.max(process.start ?? 0, period.from), first.from, head) : [];
  return [...before, ...gapsAfter(process, next, period)];
}

function gapsAfter(process: AgentProcess, next: AgentProcess | undefined, period: Period): Gap[] {
  const { at, number } = lastOf(process, period);
  const until = next ? (next.start ?? next.stretches[0]?.from ?? period.to) : period.to;
  if (process.end === undefined) {
    if (next) return gap("perhaps lost", at, until, missedIntervals(until - at, period));
    const silent = until - at > 2 * period.intervalSeconds + ARRIVAL_SECONDS;
    return silent ? gap("waiting", at, until, missedIntervals(until - at, period)) : [];
  }
  const lost = Math.max(0, process.end - number);
  const ended = Math.min(until, at + lost * period.intervalSeconds);
  return [
    ...gap("lost", at, ended, lost),
    ...gap(next ? "not taken" : "stopped", ended, until, missedIntervals(until - ended, period)),
  ];
}

function acceptedOf(process: AgentProcess, period: Period): number {
  const { number } = lastOf(process, period);
  const unnumbered = process.stretches.filter(({ numbers }) => !numbers);
  if (unnumbered.length > 0) return storedOf(process, period);
  return Math.max(number, process.end ?? 0) - baseOf(process, period);
}

function storedOf({ stretches }: AgentProcess, { intervalSeconds }: Period): number {
  return stretches.reduce(
    (sum, { numbers, from, to }) => sum + (numbers ? count(numbers) : Math.round((to - from) / intervalSeconds) + 1),
    0,
  );
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

/** What the stored samples of a node's canary say. @param processes of its agents, in any order */
export function accountOf(node: string, processes: readonly AgentProcess[], period: Period): NodeAccount {
  const begin = ({ start, stretches }: AgentProcess) => start ?? stretches[0]?.from ?? 0;
  const sorted = [...processes].sort((one, other) => begin(one) - begin(other));
  const gaps = sorted.flatMap((process, index) => [
    ...gapsWithin(process, period),
    ...gapsAround(process, sorted[index + 1], period),
    ...gap("twice", process.stretches[0]?.from ?? period.from, lastOf(process, period).at, process.twice),
  ]);
  return {
    node,
    accepted: sum(sorted.map((process) => acceptedOf(process, period))),
    stored: sum(sorted.map((process) => storedOf(process, period))),
    gaps: gaps.sort((one, other) => one.from - other.from),
  };
}

/** What became of the requests of one node: the exporter numbers those of each of its shards. */
export interface RequestAccount {
  /** Requests that the agent began, as far as is known. */
  readonly accepted: number;
  readonly stored: number;
  readonly gaps: readonly RequestGap[];
}

export interface RequestGap {
  readonly cause: "lost" | "twice";
  /** Unix seconds; the latest that it can be where nothing tells the end. */
  readonly from: number;
  readonly to: number;
  readonly requests: number;
}

/**
 * What the stored numbers of a node's requests say. When the agent was not there, its canary tells.
 *
 * @param shards those of each process of its agents, in any order
 */
export function requestsOf(shards: readonly AgentProcess[], period: Period): RequestAccount {
  const starts = shards.flatMap(({ start }) => start ?? []).sort((one, other) => one - other);
  const gaps = shards.flatMap((shard) => {
    const nextStart = starts.find((start) => start > (shard.start ?? 0));
    const next = nextStart === undefined ? undefined : { start: nextStart, stretches: [], twice: 0 };
    return [
      ...[...gapsWithin(shard, period), ...gapsAround(shard, next, period)].filter(({ cause }) => cause === "lost"),
      ...gap("twice", shard.stretches[0]?.from ?? period.from, lastOf(shard, period).at, shard.twice),
    ];
  });
  return {
    accepted: sum(shards.map((shard) => acceptedOf(shard, period))),
    stored: sum(shards.map((shard) => storedOf(shard, period))),
    gaps: gaps
      .map(
        ({ cause, from, to, samples }) =>
          ({ cause: cause === "twice" ? cause : "lost", from, to, requests: samples }) as const,
      )
      .sort((one, other) => one.from - other.from),
  };
}

/** Requests of the gaps of a cause. */
export function requestsOfCause(
  accounts: readonly { readonly requests: RequestAccount }[],
  cause: RequestGap["cause"],
): number {
  const gaps = accounts.flatMap(({ requests }) => requests.gaps);
  return sum(gaps.filter((one) => one.cause === cause).map(({ requests }) => requests));
}

/** Samples of the gaps of a cause. */
export function samplesOf(accounts: readonly Pick<NodeAccount, "gaps">[], cause: Cause): number {
  return sum(accounts.flatMap(({ gaps }) => gaps.filter((one) => one.cause === cause).map(({ samples }) => samples)));
}

/**
 * Stretches of stored samples: a new one begins where a number or an interval is left out.
 *
 * @param samples Unix seconds and numbers, in the order of time
 */
export function stretchesOf(
  samples: readonly (readonly [seconds: number, number: number])[],
  period: Pick<Period, "intervalSeconds">,
): { stretches: Stretch[]; twice: number } {
  const stretches: { from: number; to: number; numbers: { first: number; last: number } }[] = [];
  const seen = new Set<number>();
  let twice = 0;
  for (const [at, number] of samples) {
    const last = stretches.at(-1);
    if (seen.has(number)) twice += 1;
    else if (last && number === last.numbers.last + 1 && at - last.to <= PAUSE * period.intervalSeconds) {
      last.to = at;
      last.numbers.last = number;
    } else stretches.push({ from: at, to: at, numbers: { first: number, last: number } });
    seen.add(number);
  }
  return { stretches, twice };
}
