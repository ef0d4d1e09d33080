/** Prometheus' relabelling: what becomes of a label set, and which rule drops it. */
import { createHash } from "node:crypto";
import { compiled } from "./re2";

export type Labels = Readonly<Record<string, string>>;

/** A rule as Prometheus reads it: the collector's `$$` and variables are resolved by then. */
export interface RelabelRule {
  readonly source_labels?: readonly string[];
  /** Between the values of the source labels. Default: `;`. */
  readonly separator?: string;
  /** RE2, which has to match the whole value. Default: everything. */
  readonly regex?: string;
  readonly modulus?: number;
  readonly target_label?: string;
  /** Default: `$1`. */
  readonly replacement?: string;
  /** Default: `replace`. */
  readonly action?: string;
}

/** Where relabelling ended for a label set. */
export interface Drop {
  /** Index of the rule, from 0. */
  readonly index: number;
  readonly rule: RelabelRule;
  /** The values of its source labels, joined. */
  readonly value: string;
}

/** The labels after every rule, or the rule that drops them. */
export type Relabelled =
  { readonly labels: Labels; readonly drop?: undefined } | { readonly labels?: undefined; readonly drop: Drop };

/** The whole value has to match, and a dot matches a line's end too. */
const pattern = (regex: string) => compiled(`^(?s:${regex})$`);

/**
 * Whether a regex matches a whole value.
 *
 * @throws Error where it is not RE2
 */
export const matchesWhole = (regex: string, value: string): boolean => pattern(regex).matches(value);

/** `$$`, `$name` with the longest name that fits, and `${name}`. Any other `$` stands for itself. */
const REFERENCE = /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu;

/** The template with the groups of a match; a group that does not exist or did not match is empty. */
function expanded(template: string, groups: (name: string) => string): string {
  return template.replace(REFERENCE, (_, bare?: string, braced?: string) => {
    const name = bare ?? braced;
    return name === undefined ? "$" : groups(name);
  });
}

/** The groups of the regex' match of a value; undefined where it does not match. */
function matchOf(regex: string, value: string): ((name: string) => string) | undefined {
  const matcher = pattern(regex).matcher(value);
  if (!matcher.find()) return undefined;
  const named: Readonly<Record<string, number>> = pattern(regex).namedGroups();
  return (name) => {
    // As Go reads it: digits are a number, unless they begin with a zero that is not all of it.
    const index = /^(?:0|[1-9][0-9]*)$/.test(name) ? Number(name) : named[name];
    return index === undefined || index > matcher.groupCount() ? "" : (matcher.group(index) ?? "");
  };
}

const ANYTHING = "(.*)";
const WHOLE = "$1";

/** The value as `hashmod` sees it: the last eight bytes of its MD5. */
function hashed(value: string, modulus: number): string {
  const digest = createHash("md5").update(value, "utf8").digest();
  return (digest.readBigUInt64BE(8) % BigInt(modulus)).toString();
}

const kept = (labels: Labels, isKept: (name: string) => boolean): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => isKept(name)));

/** An empty label is none. */
function withLabel(labels: Labels, name: string, value: string): Labels {
  return value === "" ? kept(labels, (one) => one !== name) : { ...labels, [name]: value };
}

function renamed(labels: Labels, regex: string, replacement: string): Labels {
  return Object.entries(labels).reduce((all, [name, value]) => {
    const groups = matchOf(regex, name);
    return groups ? withLabel(all, expanded(replacement, groups), value) : all;
  }, labels);
}

/** As Go maps case: character by character, and a character without a single counterpart stays. */
function withCase(text: string, change: "toLowerCase" | "toUpperCase"): string {
  return Array.from(text, (character) => {
    // The one capital whose simple counterpart is not the one that it has in text.
    if (change === "toLowerCase" && character === "\u0130") return "i";
    const changed = character[change]();
    return Array.from(changed).length === 1 ? changed : character;
  }).join("");
}

/** The labels after one rule; undefined where it drops them. */
function applied(rule: RelabelRule, labels: Labels, value: string): Labels | undefined {
  const { regex = ANYTHING, target_label: target = "", replacement = WHOLE, modulus = 0 } = rule;
  const matches = (text: string) => matchOf(regex, text) !== undefined;
  switch ((rule.action ?? "replace").toLowerCase()) {
    case "keep":
      return matches(value) ? labels : undefined;
    case "drop":
      return matches(value) ? undefined : labels;
    case "keepequal":
      return (labels[target] ?? "") === value ? labels : undefined;
    case "dropequal":
      return (labels[target] ?? "") === value ? undefined : labels;
    case "replace": {
      const groups = matchOf(regex, value);
      const name = groups ? expanded(target, groups) : "";
      return groups && name !== "" ? withLabel(labels, name, expanded(replacement, groups)) : labels;
    }
    case "lowercase":
      return withLabel(labels, target, withCase(value, "toLowerCase"));
    case "uppercase":
      return withLabel(labels, target, withCase(value, "toUpperCase"));
    case "hashmod":
      return withLabel(labels, target, hashed(value, modulus));
    case "labelmap":
      return renamed(labels, regex, replacement);
    case "labeldrop":
      return kept(labels, (name) => !matches(name));
    case "labelkeep":
      return kept(labels, matches);
    default:
      throw new Error(`unknown relabel action ${rule.action ?? ""}`);
  }
}

/**
 * Applies the rules in their order.
 *
 * @throws Error on an action or a regex that Prometheus would refuse
 */
export function relabel(rules: readonly RelabelRule[], labels: Labels): Relabelled {
  let current: Labels = kept(labels, (name) => labels[name] !== "");
  for (const [index, rule] of rules.entries()) {
    const names = rule.source_labels ?? [];
    const value = names.map((name) => current[name] ?? "").join(rule.separator ?? ";");
    const next = applied(rule, current, value);
    if (next === undefined) return { drop: { index, rule, value } };
    current = next;
  }
  return { labels: current };
}
