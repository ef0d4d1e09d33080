/** Problems of settings from the issues that the schema finds. */
import { z } from "zod";
import type { Problem } from "../problems";
import { nearest } from "./nearest";
import {
  formAt,
  inside,
  mapMeant,
  quoted,
  recordMeant,
  shareMeant,
  shortForm,
  skeleton,
  takes,
  textMeant,
} from "./meant";
import { SECRET_HEADER } from "../schema/scalars";
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

/** What to write where something is missing. */
function addition(path: Path, full: string): string {
  const [schema] = schemasAt(path);
  const shapes = schemasAt(path).flatMap(objectShapes);
  if (shapes.length > 0) return `Add ${full}: ${shapes.map(skeleton).join(", or ")}.`;
  const meaning = schema && (schema as z.ZodType).description;
  return `Add ${full}${meaning === undefined ? "." : `: ${meaning}`}`;
}

function typeAnswer(expected: string, value: unknown, path: Path, full: string): Answer {
  const isNumber = expected === "number" || expected === "int";
  const range = isNumber
    ? (schemasAt(path)
        .map(rangeText)
        .find((text) => text !== "") ?? "")
    : "";
  const form = expected === "string" ? formAt(path) : undefined;
  const wanted = form ?? (range === "" ? (KIND_OF_VALUE[expected] ?? `a value of type ${expected}`) : range);
  const meant = () => {
    const text = typeof value === "string" ? value : undefined;
    if (isNumber && text !== undefined) return numberMeant(text, String(path.at(-1)), (number) => takes(path, number));
    if (expected === "boolean") return booleanMeant(String(value));
    if (expected === "string") return quoted(value, path) ?? inside(value, path);
    if (expected === "object") return mapMeant(value, path);
    if (expected === "record") return recordMeant(value, path);
    if (expected !== "array") return undefined;
    return text === undefined ? 'Begin each entry with "- ", on a line of its own.' : `Write [${text}].`;
  };
  return { rule: `must be ${wanted}`, fix: meant() ?? `Set ${full} to ${shortForm(wanted)}.` };
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

const entries = (count: number | bigint) => `${count} ${count === 1 ? "entry" : "entries"}`;

/** Rule and fix of an issue. */
function answerTo(issue: Issue, value: unknown, full: string): Answer {
  switch (issue.code) {
    case "invalid_type":
      return typeAnswer(issue.expected, value, issue.path, full);
    case "invalid_value":
      return choiceAnswer(issue, value, full);
    case "too_small":
      if (issue.origin === "array")
        return { rule: `must have at least ${entries(issue.minimum)}`, fix: `Add one to ${full}.` };
      return issue.origin === "string"
        ? { rule: "must not be empty", fix: `Set ${full}, or remove it.` }
        : { rule: `must be at least ${issue.minimum}`, fix: `Set ${full} to ${issue.minimum} or more.` };
    case "too_big":
      if (issue.origin === "array")
        return { rule: `must have at most ${entries(issue.maximum)}`, fix: `Shorten ${full}.` };
      return issue.origin === "string"
        ? { rule: `must have at most ${issue.maximum} characters`, fix: `Shorten ${full}.` }
        : { rule: `must be at most ${issue.maximum}`, fix: `Set ${full} to ${issue.maximum} or less.` };
    case "invalid_format": {
      const wanted =
        issue.message === "Invalid URL" ? "an address that begins with http:// or https://" : issue.message;
      return {
        rule: `must be ${wanted}`,
        fix: textMeant(value, issue.path) ?? `Set ${full} to ${shortForm(wanted)}.`,
      };
    }
    case "invalid_key": {
      const wanted = issue.issues[0]?.message ?? "another name";
      if (wanted === SECRET_HEADER)
        return {
          rule: `must not be here: ${wanted}`,
          fix: `Remove ${full}, and set the secret of this destination (docs/settings.md, Secrets).`,
        };
      return { rule: `must have a name that is ${wanted}`, fix: `Rename ${full}.` };
    }
    case "invalid_union":
      return unionAnswer(issue, value, full);
    case "custom":
      if (/^an? /.test(issue.message))
        return {
          rule: `must be ${issue.message}`,
          fix: textMeant(value, issue.path) ?? `Set ${full} to ${shortForm(issue.message)}.`,
        };
      return {
        rule: issue.message.startsWith("must ") ? issue.message : `cannot be used: ${issue.message}`,
        fix: `Correct ${full}.`,
      };
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
    fix:
      guess !== undefined ? `Did you mean ${guess}?` : (shareMeant(value, issue.path) ?? `Set ${full} to ${wanted}.`),
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
  const shown = rule.includes(SECRET_HEADER) ? {} : { value: withoutCredentials(value) };
  return [{ path: full, ...shown, rule: odd === undefined ? rule : `${rule}: it ${odd}`, fix }];
}

/** The same address without what stands before its @, which may be a password. */
function withoutCredentials(value: unknown): unknown {
  return typeof value === "string" ? value.replace(/(\/\/)[^\s/@]*@/g, "$1[hidden]@") : value;
}

/** Whether another answer says all that there is to say. */
function isRepeated(problem: Problem, all: readonly Problem[]): boolean {
  // A number that is too big for JavaScript is also too big for the setting.
  const { path, rule, fix } = problem;
  if (rule === `must be at most ${Number.MAX_SAFE_INTEGER}`)
    return all.some((other) => other !== problem && other.path === path);
  const [, name] = /(?:^|[.:])([^.:]+)$/.exec(path) ?? [];
  return (
    fix.startsWith("Did you mean") &&
    all.some((other) => other.fix.endsWith(` instead of ${name ?? ""}.`) && siblings(other.path, path))
  );
}

const parentOf = (path: string) => path.replace(/[^.:]*$/, "");
const siblings = (one: string, other: string) => parentOf(one) === parentOf(other);

/** Every issue of the schema as a problem with path, value, rule and fix. */
export function schemaProblems(error: z.ZodError, raw: unknown, credentials: readonly string[]): Problem[] {
  const all = error.issues.flatMap((issue) => issueProblems(issue, raw, credentials));
  return all.filter((problem) => !isRepeated(problem, all));
}
