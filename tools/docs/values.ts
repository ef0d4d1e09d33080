/** What a setting takes, in people's words: kind, form, range and length. The words of a form are those of its error. */
import { z } from "zod";
import { unitOf } from "../../settings/answers/written";
import { settingsSchema } from "../../settings/schema/settings";

/** A JSON schema, with the words that its author has for the form of its values. */
export interface JsonSchema {
  readonly words?: string;
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly propertyNames?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly required?: readonly string[];
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
}

interface Worded {
  readonly error?: ((issue: never) => unknown) | undefined;
  readonly checks?: readonly { readonly _zod: { readonly def: Worded } }[] | undefined;
}

/** What the first check of a form says when it fails, or the type itself; undefined where nobody has put it into words. */
function wordsOf({ error, checks = [] }: Worded): string | undefined {
  const own = error?.({} as never);
  if (typeof own === "string") return own;
  return checks.map(({ _zod }) => wordsOf(_zod.def)).find((words) => words !== undefined);
}

/** The schema of the settings as a stack file has them. */
export function wordedSchema(): JsonSchema {
  return z.toJSONSchema(settingsSchema, {
    io: "input",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      const words = wordsOf(zodSchema._zod.def);
      if (words !== undefined) jsonSchema["words"] = words;
    },
  }) as JsonSchema;
}

/** Text as code in a table. */
export const code = (text: string) => `\`${text.replaceAll("|", "\\|")}\``;

/** A form that has a name, such as `a DNS label: lower-case letters …`. */
const NAMED = /^an? ([A-Za-z0-9 ]+): (.+)$/;

/** Marks signs of Markdown in the words of a form. */
const plain = (words: string) =>
  words
    .replace(/^(it has to be )?(an? )?/, "")
    .replaceAll("|", "\\|")
    .replaceAll(/[^\s,;()]*[*_$][^\s,;()]*/g, code);

/** The forms that have a name, which cells of the tables use, and what each is. */
export function namedForms(schema: JsonSchema): Map<string, string> {
  const forms = new Map<string, string>();
  JSON.stringify(schema, (_, value: unknown) => {
    const words = (value as JsonSchema | null)?.words;
    const [, name, form] = typeof words === "string" ? (NAMED.exec(words) ?? []) : [];
    if (name !== undefined && form !== undefined) forms.set(name, plain(form));
    return value;
  });
  return new Map([...forms].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The limits of a length, such as `1 to 63`; empty where it has none worth telling. */
function lengthText(least: number | undefined, most: number | undefined): string {
  const hasLeast = least !== undefined && least > 1;
  if (most !== undefined) return hasLeast ? `${least} to ${most}` : `at most ${most}`;
  return hasLeast ? `at least ${least}` : "";
}

function rangeText({ type, minimum, exclusiveMinimum, maximum }: JsonSchema, name: string): string {
  const unit = unitOf(name);
  const kind = `${type === "integer" ? "whole number" : "number"}${unit === undefined ? "" : ` of ${unit}`}`;
  return exclusiveMinimum === undefined
    ? `${kind}, ${minimum ?? ""} to ${maximum ?? ""}`
    : `${kind}, above ${exclusiveMinimum} to ${maximum ?? ""}`;
}

function mapText({ propertyNames, additionalProperties: values }: JsonSchema): string {
  const names = propertyNames?.words === undefined ? "" : `; each name: ${textText(propertyNames)}`;
  const each = typeof values === "object" && values.type === "string" ? `; each value: ${textText(values)}` : "";
  return `map${names}${each}`;
}

function listText({ items, minItems, maxItems }: JsonSchema): string {
  const length = lengthText(minItems, maxItems);
  const list = `list${length === "" ? "" : ` (${length})`}`;
  return items === undefined || items.type === "object" || items.oneOf
    ? `${list} of maps`
    : `${list}; each entry: ${valueText(items)}`;
}

function textText({ format, words = format === "uri" ? "URL" : "text", maxLength }: JsonSchema): string {
  const length = lengthText(undefined, maxLength);
  const [, form] = NAMED.exec(words) ?? [];
  return `${form ?? plain(words)}${length === "" ? "" : `; ${length} characters`}`;
}

/**
 * What a setting takes, as a cell of a table.
 *
 * @param name of the setting, which ends with its unit
 */
export function valueText(schema: JsonSchema, name = ""): string {
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return schema.enum.map((value) => code(String(value))).join(", ");
  if (schema.words === undefined && schema.anyOf) return schema.anyOf.map((one) => valueText(one, name)).join(" or ");
  switch (schema.type) {
    case "integer":
    case "number":
      return rangeText(schema, name);
    case "boolean":
      return "`true`, `false`";
    case "array":
      return listText(schema);
    case "object":
      return mapText(schema);
    default:
      return textText(schema);
  }
}
