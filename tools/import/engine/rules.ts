/** Rules about what becomes of the values of a file, and how they are applied to every value. */
import { Draft, type Entry } from "./draft";
import { leavesOf, type Path, pathText, valueAt } from "./leaves";

/** What becomes of a value. */
export type Outcome =
  | { readonly kind: "taken"; readonly entries: readonly Entry[] }
  /** A stack does it anyhow. */
  | { readonly kind: "same"; readonly why: string }
  /** There is no equivalent; `why` names the nearest thing. */
  | { readonly kind: "left"; readonly why: string }
  /** It is a secret, which belongs to this key of the stack's secrets. */
  | { readonly kind: "secret"; readonly key: string };

/** Something that a rule matches. */
export interface Found {
  readonly value: unknown;
  readonly path: Path;
  /** The keys that the pattern's wildcards matched. */
  readonly keys: readonly string[];
  readonly draft: Draft;
  /** The whole file. */
  readonly root: unknown;
}

/** What to do with everything at or below a path, unless a rule before it matches something there. */
export interface Rule {
  /** Keys from the root, with spaces between them. `*` matches any text in a key, `|` separates alternatives. */
  readonly pattern: string;
  readonly read: (found: Found) => Outcome;
}

export const left = (why: string): Outcome => ({ kind: "left", why });
export const same = (why: string): Outcome => ({ kind: "same", why });
export const secret = (draft: Draft, key: string): Outcome => {
  draft.secrets.add(key);
  return { kind: "secret", key };
};

/** What is taken over to one setting, or why not. */
export function taken(entry: Entry | undefined): Outcome {
  return entry ? { kind: "taken", entries: [entry] } : left("another value of the file has set the same setting");
}

/** A rule that leaves everything below a path. */
export const leave = (pattern: string, why: string): Rule => ({ pattern, read: () => left(why) });

/** A rule about what a stack does anyhow. */
export const already = (pattern: string, why: string): Rule => ({ pattern, read: () => same(why) });

/**
 * A rule that takes a value over to a setting.
 *
 * @param convert the value of the setting; undefined where the value is none for it
 */
export function take(pattern: string, setting: string, convert: (value: unknown) => unknown = (value) => value): Rule {
  return {
    pattern,
    read: ({ value, draft }) => {
      const converted = convert(value);
      return converted === undefined || converted === null
        ? left(`this value is none for ${setting}`)
        : taken(draft.set(setting, converted));
    },
  };
}

/** A rule about a switch: what is on takes the setting over, what is off does not. */
export function takeSwitch(pattern: string, setting: string, value: unknown = true, off?: unknown): Rule {
  return {
    pattern,
    read: ({ value: given, draft }) => {
      if (given === true) return taken(draft.set(setting, value));
      return off === undefined ? same("it is off") : taken(draft.set(setting, off));
    },
  };
}

/** What became of the values at or below a path. */
export interface Applied {
  readonly path: Path;
  /** How many values. */
  readonly values: number;
  readonly outcome: Outcome;
}

interface Compiled {
  readonly rule: Rule;
  readonly keys: readonly RegExp[];
}

function compiled(rule: Rule): Compiled {
  const keys = rule.pattern
    .split(" ")
    .map((glob) => new RegExp(`^(?:${glob.replace(/[.+?^${}()[\]\\]/g, "\\$&").replaceAll("*", "(.*)")})$`, "s"));
  return { rule, keys };
}

function matchOf({ keys }: Compiled, path: Path): string[] | undefined {
  if (path.length < keys.length) return undefined;
  const matches = keys.map((key, index) => key.exec(path[index] ?? ""));
  if (!matches.every((match) => match !== null)) return undefined;
  // Of alternatives, those that did not match have no text.
  return matches.flatMap((match) => (match.slice(1) as (string | undefined)[]).filter((text) => text !== undefined));
}

/** Keys below which what no rule knows is listed together. */
const UNKNOWN_DEPTH = 3;

const UNKNOWN: Rule = leave("", "nothing here knows this value");
const EMPTY: Rule = already("", "it is empty");

/** Whether a value says nothing, as those of a chart's own values file do that are there to be found. */
const isEmpty = (value: unknown) => ['""', "null", "{}", "[]"].includes(JSON.stringify(value));

/** Applies the rules to every value of a file, in the order of the rules' places in it. */
export function applyRules(root: unknown, rules: readonly Rule[], draft: Draft): Applied[] {
  const all = rules.map(compiled);
  const groups = new Map<string, { path: Path; keys: readonly string[]; rule: Rule; values: number }>();
  for (const { path, value } of leavesOf(root)) {
    const index = isEmpty(value) ? all.length : all.findIndex((one) => matchOf(one, path) !== undefined);
    const found = all[index];
    const place = path.slice(0, found ? found.keys.length : UNKNOWN_DEPTH);
    const id = `${index} ${place.join("\0")}`;
    const keys = (found && matchOf(found, path)) ?? [];
    const rule = found?.rule ?? (index === all.length ? EMPTY : UNKNOWN);
    const group = groups.get(id) ?? { path: place, keys, rule, values: 0 };
    groups.set(id, { ...group, values: group.values + 1 });
  }
  return [...groups.values()].map(({ path, keys, rule, values }) => ({
    path,
    values,
    outcome: rule.read({ value: valueAt(root, path), path, keys, draft, root }),
  }));
}

/** An applied rule's place, for people. */
export function placeText({ path, values }: Applied): string {
  return values === 1 ? pathText(path) : `${pathText(path)} (${values} values)`;
}
