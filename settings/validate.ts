/** Validates raw values: returns settings, or every problem at once. Pure. */
import { z } from "zod";
import { type Problem, problemText } from "./problems";
import { schemaProblems } from "./answers/schemaProblems";
import { RULES } from "./rules/all";
import { type CredentialKeys, type PartialSettings, SECRET_KEYS } from "./rules/rule";
import { PROJECT, settingsSchema, type Settings } from "./schema/settings";

export interface Validation {
  /** The settings; absent if there is a problem. */
  readonly settings?: Settings;
  /** The readable sections without their broken values, for later checks. */
  readonly sections: PartialSettings;
  readonly problems: readonly Problem[];
}

type Raw = Readonly<Record<string, unknown>>;

/** A copy of `value` without the value at `path`; unchanged where the path is missing. */
function without(value: unknown, path: readonly PropertyKey[]): unknown {
  const [first, ...rest] = path;
  if (first === undefined || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value))
    return (value as unknown[]).map((item, index) => (index === first && rest.length > 0 ? without(item, rest) : item));
  const entries = Object.entries(value);
  return Object.fromEntries(
    rest.length === 0
      ? entries.filter(([name]) => name !== first)
      : entries.map(([name, item]) => [name, name === first ? without(item, rest) : item]),
  );
}

/** A section without its broken values, so that rules can check the rest; undefined where nothing valid remains. */
function salvage(schema: z.ZodType, value: unknown): unknown {
  const first = schema.safeParse(value);
  if (first.success) return first.data;
  const pruned = first.error.issues.reduce(
    (rest, issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.reduce((section, name) => without(section, [...issue.path, name]), rest)
        : without(rest, issue.path),
    value,
  );
  const second = schema.safeParse(pruned);
  return second.success ? second.data : undefined;
}

function ruleProblems(sections: PartialSettings, credentials: CredentialKeys, broken: readonly Problem[]): Problem[] {
  const brokenPaths = broken.map((problem) => problem.path.slice(PROJECT.length + 1));
  const touches = (read: string) =>
    brokenPaths.some((path) => path === read || path.startsWith(`${read}[`) || path.startsWith(`${read}.`));
  return RULES.filter((rule) => !rule.reads.some(touches)).flatMap((rule) => rule.check({ ...sections, credentials }));
}

/**
 * Checks raw settings against the schema and every rule.
 *
 * @param raw values by key without prefix, credentials left out
 * @param credentials which credential keys are set
 */
export function validate(raw: Raw, credentials: CredentialKeys): Validation {
  const parsed = settingsSchema.safeParse(raw);
  const broken = parsed.success ? [] : schemaProblems(parsed.error, raw, SECRET_KEYS);
  const sections = Object.fromEntries(
    Object.entries(settingsSchema.shape).map(([name, schema]) => [name, salvage(schema, raw[name])]),
  ) as PartialSettings;
  const all = [...broken, ...ruleProblems(sections, credentials, broken)];
  const texts = all.map(problemText);
  const problems = all.filter((_, index) => texts.indexOf(texts[index] ?? "") === index);
  return { sections, problems, ...(parsed.success && problems.length === 0 ? { settings: parsed.data } : {}) };
}
