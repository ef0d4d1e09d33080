/** Problems of settings from the issues that the schema finds. */
import { z } from "zod";
import type { Problem } from "../problems";
import { nearest } from "./nearest";
import { kindsOf, objectShapes, type Path, pathText, rangeText, schemasAt, shapesAt, valueAt } from "./shapes";
import { meantToBe, unknownKey } from "./unknownKeys";
import { booleanMeant, numberMeant, oddCharacters } from "./written";

type Issue = z.core.$ZodIssue;

interface Answer {
  readonly rule: string;
  readonly fix: string;
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

/** The least that a map can have, such as `{kind: existing, name: NAME}`. */
function skeleton(shape: z.core.$ZodShape): string {
  const required = Object.entries(shape).flatMap(([name, schema]) => {
    if (schema instanceof z.ZodLiteral) return [`${name}: ${String([...schema.values][0])}`];
    return z.safeParse(schema, undefined).success ? [] : [`${name}: ${name.toUpperCase()}`];
  });
  return `{${required.join(", ")}}`;
}

/** What to write where something is missing. */
function addition(path: Path, full: string): string {
  const [schema] = schemasAt(path);
  const shapes = schemasAt(path).flatMap(objectShapes);
  if (shapes.length > 0) return `Add ${full}: ${shapes.map(skeleton).join(", or ")}.`;
  const meaning = schema && (schema as z.ZodType).description;
  return `Add ${full}${meaning === undefined ? "." : `: ${meaning}`}`;
}

const takes = (path: Path, value: unknown) => schemasAt(path).some((schema) => z.safeParse(schema, value).success);

/** A map for a value in its place: of its kind, with its name, of its defaults, or with what it has to have. */
function mapMeant(value: unknown, path: Path): string | undefined {
  const shapes = shapesAt(path);
  if (typeof value === "string" && /^[{[]/.test(value)) return "Take off the quotes around it.";
  if (typeof value === "boolean" && shapes.some((shape) => "enabled" in shape))
    return `Write ${pathText(path)}: {enabled: ${value}}.`;
  const text = typeof value === "string" ? value : undefined;
  if (text !== undefined && shapes.flatMap(kindsOf).includes(text)) return `Write {kind: ${text}}.`;
  if (text !== undefined && shapes.some((shape) => "name" in shape)) return `Write {name: ${text}}.`;
  if (value === true && takes(path, {})) return "Write {} for its defaults.";
  if (shapes.length === 0) return undefined;
  const least = shapes.map(skeleton).filter((one) => one !== "{}");
  return least.length > 0
    ? `Write a map, such as ${least.join(" or ")}.`
    : `Write a map. It has the settings ${[...new Set(shapes.flatMap((shape) => Object.keys(shape)))].join(", ")}.`;
}

/** A text of the right form that differs from this one in its case, its scheme or its separators. */
function textMeant(value: unknown, path: Path): string | undefined {
  if (typeof value !== "string") return undefined;
  const trimmed = value.trim();
  const hyphens = trimmed.toLowerCase().replaceAll(/[_ .]+/g, "-");
  const address = /^[\w-]+(\.[\w-]+)+/.test(trimmed) ? [`https://${trimmed}`] : [];
  const forms = [trimmed, trimmed.toLowerCase(), trimmed.replace(/^https?:\/\//, ""), ...address, hyphens];
  const form = forms.find((one) => one !== value && takes(path, one));
  return form === undefined ? undefined : `Write ${form}.`;
}

/** A text that a schema takes for this value; a value of another type may only lack its quotes. */
function quoted(value: unknown, path: Path): string | undefined {
  const isPlain = typeof value === "number" || typeof value === "boolean";
  // The engine takes quotes off values at the top.
  return isPlain && path.length > 1 && takes(path, String(value)) ? `Put it in quotes: "${String(value)}".` : undefined;
}

function typeAnswer(expected: string, value: unknown, path: Path, full: string): Answer {
  const isNumber = expected === "number" || expected === "int";
  const range = isNumber
    ? (schemasAt(path)
        .map(rangeText)
        .find((text) => text !== "") ?? "")
    : "";
  const wanted = range === "" ? (KIND_OF_VALUE[expected] ?? `a value of type ${expected}`) : range;
  const meant = () => {
    const text = typeof value === "string" ? value : undefined;
    if (isNumber && text !== undefined) return numberMeant(text, String(path.at(-1)), (number) => takes(path, number));
    if (expected === "boolean") return booleanMeant(String(value));
    if (expected === "string") return quoted(value, path);
    if (expected === "object") return mapMeant(value, path);
    if (expected !== "array") return undefined;
    return text === undefined ? 'Begin each entry with "- ", on a line of its own.' : `Write [${text}].`;
  };
  return { rule: `must be ${wanted}`, fix: meant() ?? `Set ${full} to ${wanted}.` };
}

function choiceAnswer(issue: z.core.$ZodIssueInvalidValue, value: unknown, full: string): Answer {
  // A value of an earlier version has a text of its own: the rule, and after the first period the fix.
  const [rule, ...advice] = issue.message.startsWith("Invalid") ? [] : issue.message.split(". ");
  if (rule !== undefined) return { rule: `must be ${rule}`, fix: `Remove ${full}. ${advice.join(". ")}.` };
  const wanted = choices(issue.values);
  const [guess] = typeof value === "string" ? nearest(value, issue.values.map(String)) : [];
  return {
    rule: `must be ${wanted}`,
    fix: guess === undefined || issue.values.length === 1 ? `Set ${full} to ${wanted}.` : `Did you mean ${guess}?`,
  };
}

/** Rule and fix of an issue. */
function answerTo(issue: Issue, value: unknown, full: string): Answer {
  switch (issue.code) {
    case "invalid_type":
      return typeAnswer(issue.expected, value, issue.path, full);
    case "invalid_value":
      return choiceAnswer(issue, value, full);
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
      return {
        rule: `must be ${wanted}`,
        fix: textMeant(value, issue.path) ?? `Set ${full} to ${wanted.replace(/: .*/, "")}.`,
      };
    }
    case "invalid_key": {
      const wanted = issue.issues[0]?.message ?? "another name";
      return { rule: `must have a name that is ${wanted}`, fix: `Rename ${full}.` };
    }
    case "invalid_union":
      return unionAnswer(issue, value, full);
    default:
      return { rule: `cannot be used: ${issue.message}`, fix: `Correct ${full}.` };
  }
}

/** Rule and fix of a union: of maps that `kind` discriminates, or of simple values, whose message names them. */
function unionAnswer(issue: Issue, value: unknown, full: string): Answer {
  const kinds = issue.path.at(-1) === "kind" ? shapesAt(issue.path.slice(0, -1)).flatMap(kindsOf) : [];
  const wanted = kinds.length > 0 ? choices(kinds) : issue.message;
  const [guess] = typeof value === "string" ? nearest(value, kinds) : [];
  return {
    rule: `must be ${wanted}`,
    fix: guess === undefined ? `Set ${full} to ${wanted}.` : `Did you mean ${guess}?`,
  };
}

/** A key with nothing behind it; the engine passes a text without characters for one at the top. */
const isEmpty = (value: unknown) => value === null || value === "";

function issueProblems(issue: Issue, raw: unknown, credentials: readonly string[]): Problem[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((name) => unknownKey(raw, issue.path, name, credentials));
  const full = pathText(issue.path);
  const value = valueAt(raw, issue.path);
  const { rule, fix } = answerTo(issue, value, full);
  if (value === undefined) {
    const meant = meantToBe(String(issue.path.at(-1)), valueAt(raw, issue.path.slice(0, -1)));
    const added = issue.code === "invalid_type" ? addition(issue.path, full) : fix;
    return [{ path: full, rule: `is missing: it ${rule}`, fix: meant ?? added }];
  }
  if (isEmpty(value) && rule !== "must not be empty")
    return [{ path: full, rule: `is empty, but ${rule}`, fix: "Write a value behind it, or remove it." }];
  const odd = typeof value === "string" ? oddCharacters(value) : undefined;
  return [{ path: full, value, rule: odd === undefined ? rule : `${rule}: it ${odd}`, fix }];
}

/** Every issue of the schema as a problem with path, value, rule and fix. */
export function schemaProblems(error: z.ZodError, raw: unknown, credentials: readonly string[]): Problem[] {
  return error.issues.flatMap((issue) => issueProblems(issue, raw, credentials));
}
