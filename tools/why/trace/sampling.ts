/** What sampling makes of a trace: the collectors decide by its id, so that it can be told without its spans. */
import { PROCESSORS } from "../../../contract/collector/components";
import { at, listAt, objectAt, textAt } from "../../../policy/evidence/reading";

/** What a collector's sampling makes of a trace id. */
export interface Decision {
  /** Percent of all traces that are kept by their ids. */
  readonly percent: number;
  readonly isKept: boolean;
  /** By tail sampling's other policies, such as errors, traces are kept whatever their ids are. */
  readonly otherwise: readonly string[];
}

const [PRIME, OFFSET] = [0x100000001b3n, 0xcbf29ce484222325n];

/** FNV-1a with 64 bits. */
function fnv(bytes: Uint8Array): bigint {
  return bytes.reduce((hash, byte) => BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME), OFFSET);
}

/** A trace id as its 16 bytes. */
const bytesOf = (id: string) => Buffer.from(id.padStart(32, "0"), "hex");

/** The last 56 bits of a trace id are what OpenTelemetry's samplers compare. */
const RANDOM_BITS = 56;
const HIGHEST = 2 ** RANDOM_BITS;

/** Hexadecimal digits of a threshold, and how many of them are told apart. */
const [DIGITS, PRECISION] = [14, 4];

/** Digits that a share near none or near all has more, so that its relative error stays small. */
const moreDigits = (share: number) => Math.trunc(-(Math.floor(Math.log2(share)) + 1) / 4);

/** From which randomness on a share of traces is kept, as `probabilistic_sampler` rounds it. */
function thresholdOf(share: number): bigint {
  if (share >= 1) return 0n;
  const digits = Math.min(DIGITS, Math.max(PRECISION + moreDigits(share), PRECISION + moreDigits(1 - share)));
  const exact = BigInt(HIGHEST) - BigInt(Math.round(share * HIGHEST));
  const shift = BigInt(4 * (DIGITS - digits));
  return shift === 0n ? exact : ((exact + (1n << (shift - 1n))) >> shift) << shift;
}

/** Share of the traces that a sampler keeps, as the collector reads it. */
const shareOf = (settings: unknown) => Math.fround(percentOf(settings)) / 100;

const percentOf = (settings: unknown) => Number(at(settings, "sampling_percentage") ?? 100);

/** Whether samplers one behind the other keep a trace id. Each keeps its share of what the one before has kept. */
function keptByShares(samplers: readonly unknown[], id: string): boolean {
  const randomness = BigInt.asUintN(RANDOM_BITS, BigInt(`0x${id}`));
  let before = 1;
  for (const share of samplers.map(shareOf)) {
    if (share === 0) return false;
    const threshold = thresholdOf(before * share);
    if (randomness < threshold) return false;
    before = 1 - Number(threshold) / HIGHEST;
  }
  return true;
}

/** What tail sampling hashes before the id, where its configuration has no other. */
const SALT = "default-hash-seed";
const MOST = 2n ** 64n - 1n;

/** Parts of a percent that the threshold is computed with: more digits than a setting has. */
const PARTS = 10n ** 12n;

/** Whether tail sampling's policy `probabilistic` keeps a trace id. */
function keptByPolicy(policy: unknown, id: string): boolean {
  const percent = Number(at(policy, "sampling_percentage") ?? 0);
  const threshold = (MOST * BigInt(Math.round(percent * Number(PARTS)))) / (100n * PARTS);
  const salt = textAt(policy, "hash_salt") || SALT;
  return fnv(Buffer.concat([Buffer.from(salt), bytesOf(id)])) <= threshold;
}

const KEPT_OTHERWISE: Readonly<Record<string, (policy: unknown) => string>> = {
  status_code: () => "with an error",
  latency: (policy) => `slower than ${textAt(policy, "latency", "threshold_ms")} ms`,
};

function ofTail(settings: unknown, id: string): Decision {
  const policies = listAt(settings, "policies");
  const every = policies.flatMap((policy) => [policy, ...listAt(policy, "and", "and_sub_policy")]);
  const byId = every.find((policy) => textAt(policy, "type") === "probabilistic");
  const others = policies.flatMap((policy) => KEPT_OTHERWISE[textAt(policy, "type")]?.(policy) ?? []);
  return {
    percent: Number(at(byId, "probabilistic", "sampling_percentage") ?? 0),
    isKept: byId !== undefined && keptByPolicy(objectAt(byId, "probabilistic"), id),
    otherwise: others,
  };
}

const ofSamplers = (samplers: readonly unknown[], id: string): Decision => ({
  percent: percentOf(samplers.at(-1)),
  isKept: keptByShares(samplers, id),
  otherwise: [],
});

/** Configurations of a stack's collectors, by role. */
type Collectors = Readonly<Record<string, unknown>>;

const processorOf = (collectors: Collectors, role: string, name: string): readonly unknown[] => {
  const found = objectAt(collectors[role], "processors")[name];
  return found === undefined ? [] : [found];
};

/** What the pipeline's sampling makes of a trace id, before teams get their spans. */
export function sampled(collectors: Collectors, id: string): Decision {
  const [tail] = processorOf(collectors, "sampler", PROCESSORS.tailSampling);
  if (tail !== undefined) return ofTail(tail, id);
  return ofSamplers(processorOf(collectors, "gateway", PROCESSORS.probabilisticSampler), id);
}

/** What a team's own share makes of a trace id that sampling keeps. */
export function keptByTeam(collectors: Collectors, team: string, id: string): Decision {
  const name = `${PROCESSORS.probabilisticSampler}/${team}`;
  const own = ["sampler", "gateway"].flatMap((role) => processorOf(collectors, role, name)).slice(0, 1);
  const before = processorOf(collectors, "gateway", PROCESSORS.probabilisticSampler);
  return ofSamplers(own.length === 0 ? [] : [...before, ...own], id);
}
