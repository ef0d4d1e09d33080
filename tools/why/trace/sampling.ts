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

const [PRIME_32, OFFSET_32] = [0x01000193n, 0x811c9dc5n];
const [PRIME_64, OFFSET_64] = [0x100000001b3n, 0xcbf29ce484222325n];

/** FNV-1a. */
function fnv(bytes: Uint8Array, bits: 32 | 64): bigint {
  const [prime, offset] = bits === 32 ? [PRIME_32, OFFSET_32] : [PRIME_64, OFFSET_64];
  return bytes.reduce((hash, byte) => BigInt.asUintN(bits, (hash ^ BigInt(byte)) * prime), offset);
}

/** A trace id as its 16 bytes. */
const bytesOf = (id: string) => Buffer.from(id.padStart(32, "0"), "hex");

/** The sampler's buckets in its mode `hash_seed`. */
const BUCKETS = 0x4000;

/** Whether a `probabilistic_sampler` keeps a trace id in its mode `hash_seed`. */
function keptByHash(settings: unknown, id: string): boolean {
  const seed = Buffer.alloc(4);
  seed.writeUInt32LE(Number(at(settings, "hash_seed") ?? 0));
  const bucket = Number(fnv(Buffer.concat([seed, bytesOf(id)]), 32)) % BUCKETS;
  const percent = Number(at(settings, "sampling_percentage") ?? 0);
  return bucket < Math.floor(Math.fround(Math.fround(percent) * Math.fround(BUCKETS / 100)));
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
  return fnv(Buffer.concat([Buffer.from(salt), bytesOf(id)]), 64) <= threshold;
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

const ofSampler = (settings: unknown, id: string): Decision => ({
  percent: Number(at(settings, "sampling_percentage") ?? 0),
  isKept: keptByHash(settings, id),
  otherwise: [],
});

const ALL: Decision = { percent: 100, isKept: true, otherwise: [] };

/** What the pipeline's sampling makes of a trace id, before teams get their spans. @param collectors by role */
export function sampled(collectors: Readonly<Record<string, unknown>>, id: string): Decision {
  const tail = objectAt(collectors["sampler"], "processors")[PROCESSORS.tailSampling];
  if (tail !== undefined) return ofTail(tail, id);
  const sampler = objectAt(collectors["gateway"], "processors")[PROCESSORS.probabilisticSampler];
  return sampler === undefined ? ALL : ofSampler(sampler, id);
}

/** What a team's own share makes of a trace id that sampling keeps. */
export function keptByTeam(collectors: Readonly<Record<string, unknown>>, team: string, id: string): Decision {
  const name = `${PROCESSORS.probabilisticSampler}/${team}`;
  const found = ["sampler", "gateway"].map((role) => objectAt(collectors[role], "processors")[name]);
  const settings = found.find((one) => one !== undefined);
  return settings === undefined ? ALL : ofSampler(settings, id);
}
