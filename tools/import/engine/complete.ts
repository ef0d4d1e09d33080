/** Makes a stack file without problems of what was taken over. */
import { CREDENTIAL_KEYS, LOG_CREDENTIAL_KEYS, SECRET_KEYS } from "../../../settings/rules/rule";
import { PROJECT } from "../../../settings/schema/settings";
import { validate } from "../../../settings/validate";
import type { Problem } from "../../../settings/problems";
import { type Draft, type Entry, settingsOf } from "./draft";
import type { Applied, Outcome } from "./rules";

export interface Completed {
  readonly settings: Readonly<Record<string, unknown>>;
  /** Keys of secrets, such as `remoteWritePassword` or `receiverSecrets.operations`. */
  readonly secrets: readonly string[];
  readonly applied: readonly Applied[];
  /** Needed settings that the file does not have. */
  readonly missing: readonly string[];
}

/** Keys of a path of the settings, such as `gke-telemetry:scrapeJobs[0].targets`. */
function keysOf(path: string): string[] {
  return path
    .slice(PROJECT.length + 1)
    .split(/[.[\]]+/)
    .filter((key) => key !== "");
}

/** The entries on which the value at a path depends: those at, above or below it. */
function entriesAt(entries: readonly Entry[], keys: readonly string[]): Entry[] {
  return entries.filter((entry, index) => {
    const { setting, isItem } = entry;
    if (!setting.every((key, depth) => keys[depth] === undefined || keys[depth] === key)) return false;
    const item = keys[setting.length];
    if (!isItem || item === undefined || !/^\d+$/.test(item)) return true;
    const before = entries.slice(0, index).filter((one) => one.isItem && one.setting.join() === setting.join());
    return before.length === Number(item);
  });
}

const credentialsOf = (secrets: readonly string[]) =>
  Object.fromEntries(
    SECRET_KEYS.flatMap((key) => {
      const names = secrets.filter((one) => one.startsWith(`${key}.`)).map((one) => one.slice(key.length + 1));
      if (names.length > 0) return [[key, { encrypted: true, names }]];
      return secrets.includes(key) ? [[key, { encrypted: true }]] : [];
    }),
  );

const whyNot = ({ rule, fix }: Problem) => `the setting for it ${rule}. ${fix}`.replace(/\.$/, "");

/** An outcome without what a problem takes away. */
function outcomeWithout(outcome: Outcome, gone: ReadonlySet<unknown>, why: string): Outcome {
  if (outcome.kind === "secret") return gone.has(outcome.key) ? { kind: "left", why } : outcome;
  if (outcome.kind !== "taken") return outcome;
  const entries = outcome.entries.filter((entry) => !gone.has(entry));
  return entries.length > 0 || outcome.entries.length === 0 ? { kind: "taken", entries } : { kind: "left", why };
}

/** Secrets that go together: one of them alone is a problem of another. */
const FAMILIES: readonly (readonly string[])[] = [CREDENTIAL_KEYS, LOG_CREDENTIAL_KEYS];

/** What a problem takes away: secrets of its key, or entries of its path, or else of its section. */
function goneWith(problem: Problem, entries: readonly Entry[], secrets: readonly string[], kept: ReadonlySet<Entry>) {
  const [first = "", name, ...rest] = keysOf(problem.path);
  const family = FAMILIES.find((keys) => keys.includes(first)) ?? [first];
  const hidden = secrets.filter((one) => {
    const [key = "", of] = one.split(".");
    return family.includes(key) && (name === undefined || of === name);
  });
  if (hidden.length > 0) return hidden;
  const open = (found: readonly Entry[]) => found.filter((entry) => !kept.has(entry));
  const exact = open(entriesAt(entries, [first, ...(name === undefined ? [] : [name]), ...rest]));
  return exact.length > 0 ? exact : open(entriesAt(entries, [first]));
}

/** A setting that every stack needs, and what stands in for it. */
export interface Needed {
  readonly setting: string;
  readonly value: unknown;
}

const isOf = (entry: Entry, { setting }: Needed) => entry.setting.join(".") === setting;

/** Entries that stand in for what is needed and not there. */
function standIns(entries: readonly Entry[], needed: readonly Needed[]): Entry[] {
  return needed
    .filter((one) => !entries.some((entry) => isOf(entry, one)))
    .map(({ setting, value }) => ({ setting: setting.split("."), isItem: false, value }));
}

/** The stack file of a draft. What would be a problem in it is left out, with the problem as the reason. */
export function completed(draft: Draft, applied: readonly Applied[], needed: readonly Needed[]): Completed {
  const added = new Set<Entry>();
  const whole = (entries: readonly Entry[]) => {
    const missing = standIns(entries, needed);
    for (const entry of missing) added.add(entry);
    return [...entries, ...missing];
  };
  let [entries, secrets, outcomes] = [whole(draft.entries), [...draft.secrets], applied];
  for (;;) {
    const settings = settingsOf(entries);
    const [problem] = validate(settings, credentialsOf(secrets)).problems;
    if (!problem) {
      const missing = needed.filter((one) => [...added].some((entry) => isOf(entry, one)));
      return { settings, secrets: secrets.sort(), applied: outcomes, missing: missing.map(({ setting }) => setting) };
    }
    const found = goneWith(problem, entries, secrets, added);
    // What no rule finds at the problem's place is what it needs from somewhere else.
    const others = entries.filter((entry) => !needed.some((one) => isOf(entry, one)));
    const gone = new Set<unknown>(found.length > 0 ? found : others);
    if (gone.size === 0) throw new Error(`no stack file can be made: ${problem.path} ${problem.rule}`);
    entries = whole(entries.filter((entry) => !gone.has(entry)));
    secrets = secrets.filter((key) => !gone.has(key));
    outcomes = outcomes.map((one) => ({ ...one, outcome: outcomeWithout(one.outcome, gone, whyNot(problem)) }));
  }
}
