/** What was meant by a value of another type or form than its setting takes, as a sentence with what to write. */
import { z } from "zod";
import { kindsOf, type Path, pathText, schemasAt, shapesAt, unwrapped } from "./shapes";

/** Whether a setting takes a value. */
export const takes = (path: Path, value: unknown) =>
  schemasAt(path).some((schema) => z.safeParse(schema, value).success);

/** The least that a map can have, such as `{kind: existing, name: NAME}`. */
export function skeleton(shape: z.core.$ZodShape): string {
  const required = Object.entries(shape).flatMap(([name, schema]) => {
    if (schema instanceof z.ZodLiteral) return [`${name}: ${String([...schema.values][0])}`];
    return z.safeParse(schema, undefined).success ? [] : [`${name}: ${name.toUpperCase()}`];
  });
  return `{${required.join(", ")}}`;
}

/** The form that a text has to have, in the words of its error; undefined where it may be any text. */
export function formAt(path: Path): string | undefined {
  const [schema] = schemasAt(path);
  const issue = schema && z.safeParse(schema, "\u0000").error?.issues[0];
  return issue?.code === "invalid_format" && !issue.message.startsWith("Invalid") ? issue.message : undefined;
}

/** `a DNS label` of `a DNS label: lower-case letters …`. */
export const shortForm = (words: string) => words.replace(/^(an? [\w ]+): .*/, "$1");

/** A map for a value in its place: of its kind, with its name, of its defaults, or with what it has to have. */
export function mapMeant(value: unknown, path: Path): string | undefined {
  const shapes = shapesAt(path);
  const isEntry = (one: unknown) =>
    typeof one === "object" && one !== null && Object.keys(one).every((name) => shapes.some((shape) => name in shape));
  if (Array.isArray(value) && value.length > 0 && value.every(isEntry))
    return 'It is one map and no list: remove the "- " or the brackets around its settings.';
  if (typeof value === "string" && /^[{[]/.test(value)) return "Take off the quotes around it.";
  if (typeof value === "string" && /^\s*[\w.-]+: .*\n/.test(value))
    return "Remove the | or > behind its colon, which makes a text of what follows.";
  if (typeof value === "boolean" && shapes.some((shape) => "enabled" in shape))
    return `Write ${pathText(path)}: {enabled: ${value}}.`;
  const text = typeof value === "string" ? value : undefined;
  if (text !== undefined && shapes.flatMap(kindsOf).includes(text)) return `Write {kind: ${text}}.`;
  if (text !== undefined && shapes.some((shape) => "name" in shape)) return `Write {name: ${text}}.`;
  if (value === true && takes(path, {})) return "Write {} for its defaults.";
  if (shapes.length === 0) return undefined;
  const least = [...new Set(shapes.map(skeleton))].filter((one) => one !== "{}");
  return least.length > 0
    ? `Write a map, such as ${least.join(" or ")}.`
    : `Write a map. It has the settings ${[...new Set(shapes.flatMap((shape) => Object.keys(shape)))].join(", ")}.`;
}

/** `pool=a` and a list of such texts as a map. */
export function recordMeant(value: unknown, path: Path): string | undefined {
  const texts = (Array.isArray(value) ? (value as unknown[]) : [value]).flatMap((one) =>
    typeof one === "string" ? one.split(",") : [undefined],
  );
  const pairs = texts.map((text) => /^\s*([^=:\s]+)\s*[=:]\s*(.+?)\s*$/.exec(text ?? ""));
  if (pairs.length === 0 || pairs.some((pair) => pair === null)) return undefined;
  const entries = pairs.map((pair): [string, string] => [pair?.[1] ?? "", pair?.[2] ?? ""]);
  if (!takes(path, Object.fromEntries(entries))) return undefined;
  return `Write {${entries.map(([name, text]) => `${name}: ${text}`).join(", ")}}.`;
}

/** A text of the right form that differs from this one in its case, its scheme, its separators or what is around it. */
export function textMeant(value: unknown, path: Path): string | undefined {
  // Of an address with credentials nothing is repeated, and a pattern means what it says.
  if (typeof value !== "string" || /\/\/[^/]*@|[()[\]{}|*^$\\]/.test(value)) return undefined;
  const trimmed = value.trim().replaceAll(/[\u2010-\u2015\u2212]/g, "-");
  const hyphens = trimmed.toLowerCase().replaceAll(/[_ .]+/g, "-");
  const address = /^[\w-]+(\.[\w-]+)+/.test(trimmed) ? [`https://${trimmed}`] : [];
  const bare = trimmed.replace(/^https?:\/\//, "");
  const withoutTag = trimmed.replace(/:[\w.-]+$/, "");
  const forms = [
    ...[trimmed, trimmed.toLowerCase(), bare, bare.replace(/\/.*$/, ""), ...address],
    ...[`/${trimmed}`, withoutTag, networkOf(trimmed), hyphens],
  ];
  const form = forms.find((one) => one !== value && takes(path, one));
  return form === undefined ? undefined : `Write ${form}.`;
}

/** The range around an address, such as 10.0.0.0/20 of 10.0.0.5/20; another text as it is. */
function networkOf(text: string): string {
  const [, address, length = ""] = /^(\d+(?:\.\d+){3})\/(\d+)$/.exec(text) ?? [];
  if (address === undefined || address.split(".").some((part) => Number(part) > 255)) return text;
  const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(length));
  const first = Math.floor(number / size) * size;
  return `${[24, 16, 8, 0].map((bits) => Math.floor(first / 2 ** bits) % 256).join(".")}/${length}`;
}

/** A text that a schema takes for this value; a value of another type may only lack its quotes. */
export function quoted(value: unknown, path: Path): string | undefined {
  const isPlain = typeof value === "number" || typeof value === "boolean";
  // The engine takes quotes off values at the top.
  if (!isPlain || path.length < 2 || !takes(path, String(value))) return undefined;
  // 1.10 is the number 1.1: what was written is not known here.
  return Number.isInteger(value) || typeof value === "boolean"
    ? `Put it in quotes: "${String(value)}".`
    : "Put it in quotes, with all its digits.";
}

/** The one text in a list or a map where the text itself was meant. */
export function inside(value: unknown, path: Path): string | undefined {
  const [only, ...more] = typeof value === "object" && value !== null ? (Object.values(value) as unknown[]) : [];
  return typeof only === "string" && more.length === 0 && takes(path, only)
    ? `Write ${only}, without what is around it.`
    : undefined;
}

/** A share that is written as a fraction of one. */
export function shareMeant(value: unknown, path: Path): string | undefined {
  if (typeof value !== "number" || value <= 0 || value >= 1) return undefined;
  const share = `${Math.round(value * 100)}%`;
  const isNumber = schemasAt(path).some((schema) => unwrapped(schema) instanceof z.ZodNumber);
  return !isNumber && takes(path, share) ? `Write ${share}.` : undefined;
}
