/** Answers to keys that are no settings: what was meant, and where it belongs. */
import { z } from "zod";
import type { Problem } from "../problems";
import { EXPORTER_SECRETS, RECEIVER_SECRETS, SCRAPE_JOB_SECRETS } from "../rules/rule";
import { PROJECT } from "../schema/settings";
import { ANY, CLOSE, nearest, SAME } from "./nearest";
import {
  everyPath,
  kindsOf,
  type Path,
  pathText,
  shapesAt,
  shapesOfKind,
  unwrapped,
  schemasAt,
  valueAt,
} from "./shapes";
import { lookAlike, numberMeant } from "./written";

/** The rule that an unknown key breaks. */
export const UNKNOWN_SETTING = "is not a known setting";

/** Names of what nobody may read, so that an answer must not repeat it. */
const SECRET_NAME = /pass(word|wd)|secret|token|credential|api.?key|private|webhook|bearer/i;

const or = (names: readonly string[]) =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;

const didYouMean = (paths: readonly string[]) => `Did you mean ${or(paths)}?`;

/** What follows from the form of the value, once its setting is found. */
function valueAdvice(path: Path, value: unknown): string[] {
  const takes = (number: number) => schemasAt(path).some((schema) => z.safeParse(schema, number).success);
  const isNumber = schemasAt(path).some((schema) => unwrapped(schema) instanceof z.ZodNumber);
  const advice = isNumber && typeof value === "string" ? numberMeant(value, String(path.at(-1)), takes) : undefined;
  return advice === undefined ? [] : [advice];
}

const yamlText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** `tracing.teams[0].name` as its parts. */
function pathIn(name: string): (string | number)[] {
  return name
    .split(/\.|\[(\d+)\]/)
    .filter(Boolean)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** The same below a section, which the engine does not take apart. */
function dottedKey(name: string, path: Path, value: unknown): string | undefined {
  const parts = name.split(".");
  if (path.length === 0 || parts.length < 2 || schemasAt([...path, ...parts]).length === 0) return undefined;
  const [first = "", ...inner] = parts;
  return `Nest it: ${first}: ${inner.reduceRight((text, key) => `{${key}: ${text}}`, yamlText(value))}`;
}

/** `agent.logLevel: debug` at the top, as `pulumi config set` without `--path` writes it. */
function flatKey(name: string, value: unknown): string | undefined {
  const path = pathIn(name);
  if (path.length < 2 || schemasAt(path).length === 0) return undefined;
  if (path.some((part) => typeof part === "number"))
    return `Run: pulumi config set --path '${pathText(path)}' ${yamlText(value)}`;
  const [section = "", ...inner] = path.map(String);
  const nested = inner.reduceRight((text, key) => `{${key}: ${text}}`, yamlText(value));
  return `Nest it: ${pathText([section])}: ${nested}, or run: pulumi config set --path ${pathText(path)} ${yamlText(value)}`;
}

/** The key of a map that was meant to be a missing one, such as `Kind` or `kind:gke`, as a sentence. */
export function meantToBe(missing: string, siblings: unknown): string | undefined {
  const names = typeof siblings === "object" && siblings !== null ? Object.keys(siblings) : [];
  const glued = names.map((name) => gluedKey(name, [missing])).find((fix) => fix !== undefined);
  const close = names.find((name) => nearest(name, [missing], CLOSE).length > 0);
  return glued ?? (close === undefined ? undefined : `Write ${missing} instead of ${close}.`);
}

/** A key with its value in it, such as `kind:prometheus`. */
function gluedKey(name: string, known: readonly string[]): string | undefined {
  const [, key = "", sign = "", value = ""] = /^([^:=]+)([:=])(.+)$/.exec(name) ?? [];
  if (!known.includes(key)) return undefined;
  const rule = sign === ":" ? "A space is missing after the colon." : "A colon and a space belong there.";
  return `${rule} Write ${key}: ${value}.`;
}

/** The setting of this name somewhere else, if it is one that stands at the top or in a section. */
function elsewhere(name: string, path: Path, farthest: number): string[] {
  const paths = everyPath().filter((other) => other.length <= 3 && other.slice(0, -1).join(".") !== path.join("."));
  const names = nearest(name, [...new Set(paths.map((other) => other.at(-1) ?? ""))], farthest);
  const found = paths.filter((other) => names.includes(other.at(-1) ?? ""));
  const shortest = Math.min(...found.map(({ length }) => length));
  return found.filter(({ length }) => length === shortest).map(pathText);
}

/** Maps with the secrets of a section's entries, by their names. */
const SECRET_MAPS: Readonly<Record<string, string>> = {
  alerts: RECEIVER_SECRETS,
  scrapeJobs: SCRAPE_JOB_SECRETS,
  exporters: EXPORTER_SECRETS,
};

/** The secret that a key was meant to be; its own name, or a part of it as in `password`. */
function secretMeant(name: string, path: Path, secrets: readonly string[]): string[] {
  if (path.length === 0) return nearest(name, secrets, ANY);
  const prefix = { metrics: "remoteWrite", logs: "logs", grafana: "grafanaOauth" }[String(path[0])];
  const ofSection = prefix === undefined ? [] : secrets.filter((secret) => secret.startsWith(prefix));
  return SECRET_NAME.test(name) || /username/i.test(name) ? nearest(name, ofSection, ANY) : [];
}

/** What to do with an unknown key, as a sentence, and whether its value may be repeated. */
function fixOf(raw: unknown, path: Path, name: string, secrets: readonly string[]): { fix: string; isSecret: boolean } {
  const value = valueAt(raw, [...path, name]);
  const known = [
    ...new Set(shapesOfKind(path, valueAt(raw, [...path, "kind"])).flatMap((shape) => Object.keys(shape))),
  ];
  const plain = { isSecret: SECRET_NAME.test(name) };
  if (path.length === 0 && name === PROJECT)
    return { ...plain, fix: `Write each of its settings with the prefix instead, such as ${PROJECT}:agent.` };
  const ofMap = SECRET_MAPS[String(path[0])];
  if (ofMap !== undefined && plain.isSecret)
    return { ...plain, fix: `It is a secret. Set it with: pulumi config set --secret --path ${PROJECT}:${ofMap}.NAME` };
  const glued = gluedKey(name, known);
  if (glued !== undefined) return { ...plain, fix: glued };
  const [, bare] = /^[a-z-]+:(.+)$/.exec(name) ?? [];
  if (bare !== undefined && known.includes(bare))
    return { ...plain, fix: `Below the top, only keys at the top have the prefix. Write ${bare}.` };
  const flat = path.length === 0 ? flatKey(name, value) : dottedKey(name, path, value);
  if (flat !== undefined) return { ...plain, fix: flat };

  const here = nearest(name, known, CLOSE);
  const secret = here.length > 0 ? [] : secretMeant(name, path, secrets);
  if (secret.length > 0 && (path.length > 0 || SECRET_NAME.test(name) || nearest(name, secrets, CLOSE).length > 0)) {
    const keys = secret.map((key) => pathText([key]));
    const set = `Set it with: pulumi config set --secret ${keys[0] ?? ""}.`;
    return { isSecret: true, fix: `${didYouMean(keys)} ${set}` };
  }
  const guesses = nearest(name, known, ANY);
  const [guess] = guesses;
  if (guess !== undefined)
    return {
      ...plain,
      fix: [didYouMean(guesses.map((one) => pathText([...path, one]))), ...valueAdvice([...path, guess], value)].join(
        " ",
      ),
    };
  const same = elsewhere(name, path, SAME);
  const others = same.length > 0 ? same : elsewhere(name, path, CLOSE);
  if (others.length > 0) return { ...plain, fix: didYouMean(others) };
  const all = path.length === 0 ? [...known, ...secrets] : known;
  return { ...plain, fix: `Remove it.${all.length > 0 ? ` Known settings here: ${all.join(", ")}.` : ""}` };
}

/** The answer to a key that is no setting. A value that looks like a secret is not repeated. */
export function unknownKey(raw: unknown, path: Path, name: string, secrets: readonly string[]): Problem {
  const full = pathText([...path, name]);
  const value = valueAt(raw, [...path, name]);
  const kindPath = pathText([...path, "kind"]);
  const kinds = shapesAt(path)
    .filter((shape) => Object.hasOwn(shape, name))
    .flatMap(kindsOf);
  if (kinds.length > 0)
    return {
      path: full,
      value,
      rule: `requires ${kindPath}: ${kinds.join(" or ")}, but the kind is ${String(valueAt(raw, [...path, "kind"]))}`,
      fix: `Remove ${full}, or set ${kindPath}: ${kinds[0] ?? ""}.`,
    };
  const { fix: meant, isSecret } = fixOf(raw, path, name, secrets);
  const odd = lookAlike(name);
  const fix = odd === undefined ? meant : `${meant} It has ${odd} in it.`;
  return { path: full, ...(isSecret ? {} : { value }), rule: UNKNOWN_SETTING, fix };
}
