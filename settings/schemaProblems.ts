/** Problems of settings from the issues that the schema finds. */
import { z } from "zod";
import type { Problem } from "./problems";
import { PROJECT, settingsSchema } from "./schema/settings";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** `["agent", "tolerations", 0]` as `gke-telemetry:agent.tolerations[0]`. */
function pathText(path: Path): string {
  const tail = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return `${PROJECT}:${tail.replace(/^\./, "")}`;
}

function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    raw,
  );
}

/** The inner schema without wrappers such as optional and default. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  const inner = (schema as { def?: { innerType?: z.core.$ZodType } }).def?.innerType;
  return inner ? unwrapped(inner) : schema;
}

function objectShapes(schema: z.core.$ZodType): Readonly<Record<string, z.core.$ZodType>>[] {
  const plain = unwrapped(schema);
  if (plain instanceof z.ZodObject) return [plain.shape];
  if (plain instanceof z.ZodDiscriminatedUnion) return plain.options.flatMap((option) => objectShapes(option));
  return [];
}

/** The objects that the schema allows at a path; several in a union that `kind` discriminates. */
function shapesAt(path: Path): Readonly<Record<string, z.core.$ZodType>>[] {
  return path.reduce<Readonly<Record<string, z.core.$ZodType>>[]>(
    (shapes, part) =>
      typeof part === "number"
        ? shapes
        : shapes.flatMap((shape) => {
            const child = shape[String(part)];
            const plain = child && unwrapped(child);
            return plain ? objectShapes(plain instanceof z.ZodArray ? plain.element : plain) : [];
          }),
    objectShapes(settingsSchema),
  );
}

/** The kinds that have a key, in a union that `kind` discriminates. */
function kindsWith(path: Path, name: string): string[] {
  return shapesAt(path)
    .filter((shape) => name in shape)
    .flatMap((shape) => (shape["kind"] instanceof z.ZodLiteral ? [...shape["kind"].values].map(String) : []));
}

/** Levenshtein distance of two words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? a.length;
}

function nearest(name: string, known: readonly string[]): string | undefined {
  const lower = name.toLowerCase();
  const ranked = known
    .map((candidate) => ({ candidate, steps: distance(lower, candidate.toLowerCase()) }))
    .sort((a, b) => a.steps - b.steps);
  const best = ranked[0];
  return best && best.steps <= Math.max(2, Math.floor(name.length / 3)) ? best.candidate : undefined;
}

function unknownKey(raw: unknown, path: Path, name: string, credentials: readonly string[]): Problem {
  const full = pathText([...path, name]);
  const value = valueAt(raw, [...path, name]);
  const kind = valueAt(raw, [...path, "kind"]);
  const kinds = kindsWith(path, name);
  if (kinds.length > 0)
    return {
      path: full,
      value,
      rule: `requires ${pathText([...path, "kind"])}: ${kinds.join(" or ")}, but the kind is ${String(kind)}`,
      fix: `Remove ${full}, or set ${pathText([...path, "kind"])}: ${kinds[0] ?? ""}.`,
    };
  const matching = shapesAt(path).filter((shape) => {
    const literal = shape["kind"];
    return !(literal instanceof z.ZodLiteral) || literal.values.has(kind as string);
  });
  const known = [...new Set(matching.flatMap((shape) => Object.keys(shape)))].concat(
    path.length === 0 ? credentials : [],
  );
  const guess = nearest(name, known);
  return {
    path: full,
    value,
    rule: "is not a known setting",
    fix: guess
      ? `Did you mean ${pathText([...path, guess])}?`
      : `Remove it.${known.length > 0 ? ` Known settings here: ${known.join(", ")}.` : ""}`,
  };
}

const KIND_OF_VALUE: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a map of settings",
  record: "a map",
  array: "a list",
};

function choices(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(", ")}`;
}

/** Rule and fix of an issue. */
function ruleAndFix(issue: Issue, full: string): { rule: string; fix: string } {
  switch (issue.code) {
    case "invalid_type": {
      const wanted = KIND_OF_VALUE[issue.expected] ?? `a value of type ${issue.expected}`;
      return { rule: `must be ${wanted}`, fix: `Set ${full} to ${wanted}.` };
    }
    case "invalid_value": {
      // A value of an earlier version has a text of its own: the rule, and after the first period the fix.
      const [rule, ...advice] = issue.message.startsWith("Invalid") ? [] : issue.message.split(". ");
      if (rule !== undefined) return { rule: `must be ${rule}`, fix: `Remove ${full}. ${advice.join(". ")}.` };
      return { rule: `must be ${choices(issue.values)}`, fix: `Set ${full} to ${choices(issue.values)}.` };
    }
    case "too_small":
      return issue.origin === "string"
        ? { rule: "must not be empty", fix: `Set ${full}, or remove it.` }
        : { rule: `must be at least ${issue.minimum}`, fix: `Set ${full} to ${issue.minimum} or more.` };
    case "too_big":
      return issue.origin === "string"
        ? { rule: `must have at most ${issue.maximum} characters`, fix: `Shorten ${full}.` }
        : { rule: `must be at most ${issue.maximum}`, fix: `Set ${full} to ${issue.maximum} or less.` };
    case "invalid_format": {
      const wanted =
        issue.message === "Invalid URL" ? "an address that begins with http:// or https://" : issue.message;
      return { rule: `must be ${wanted}`, fix: `Set ${full} to ${wanted}.` };
    }
    case "invalid_key": {
      const wanted = issue.issues[0]?.message ?? "another name";
      return { rule: `must have a name that is ${wanted}`, fix: `Rename ${full}.` };
    }
    default:
      return { rule: `cannot be used: ${issue.message}`, fix: `Correct ${full}.` };
  }
}

/** The allowed values of `kind` at a path. */
function kindsAt(path: Path): string[] {
  return shapesAt(path).flatMap((shape) =>
    shape["kind"] instanceof z.ZodLiteral ? [...shape["kind"].values].map(String) : [],
  );
}

/** Rule and fix of a union: of maps that `kind` discriminates, or of simple values, whose message names them. */
function unionRule(issue: Issue, full: string): { rule: string; fix: string } {
  const kinds = kindsAt(issue.path.slice(0, -1));
  const wanted = kinds.length > 0 && issue.path.at(-1) === "kind" ? choices(kinds) : issue.message;
  return { rule: `must be ${wanted}`, fix: `Set ${full} to ${wanted}.` };
}

function issueProblems(issue: Issue, raw: unknown, credentials: readonly string[]): Problem[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((name) => unknownKey(raw, issue.path, name, credentials));
  const full = pathText(issue.path);
  const value = valueAt(raw, issue.path);
  const { rule, fix } = issue.code === "invalid_union" ? unionRule(issue, full) : ruleAndFix(issue, full);
  return value === undefined
    ? [{ path: full, rule: `is missing: it ${rule}`, fix }]
    : [{ path: full, value, rule, fix }];
}

/** Every issue of the schema as a problem with path, value, rule and fix. */
export function schemaProblems(error: z.ZodError, raw: unknown, credentials: readonly string[]): Problem[] {
  return error.issues.flatMap((issue) => issueProblems(issue, raw, credentials));
}
