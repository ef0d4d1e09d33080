/** Reads a stack file like the Pulumi CLI, but without decrypting secrets. */
import * as fs from "node:fs";
import * as YAML from "yaml";
import { SECRET } from "../../contract/placeholders";
import { parsedYaml, type StackFile } from "../../settings/load/stackFile";
import { PROJECT } from "../../settings/schema/settings";
import { UserError } from "../cli";
import { writingMistakes } from "../../settings/load/writingMistakes";

/** The configuration of a stack file, in the form in which the engine passes it to a program. */
export interface StackConfiguration {
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  /** The file itself, so that problems have its lines. */
  readonly source?: StackFile;
}

function isSecure(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).join() === "secure";
}

function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isSecure(value) || Object.values(value).some(holdsSecret);
}

function opened(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isSecure(value)) return SECRET;
  if (Array.isArray(value)) return value.map(opened);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, opened(item)]));
}

function engineText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The content; references of references may be more than fits the memory, which the parser refuses. */
function contentOf(document: YAML.Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new UserError(`${file}: its references (*) to other places add up to too much. Write their content out.`);
  }
}

/**
 * Parses the text of a stack file.
 *
 * @throws UserError with every mistake of its form, each with file and line
 */
export function parseStackFile(file: string, text: string): StackConfiguration {
  const lines = new YAML.LineCounter();
  const document = parsedYaml(text, lines);
  const mistakes = writingMistakes({ file, text }, document, lines);
  if (mistakes.length > 0) throw new UserError(mistakes.join("\n"));
  const { config } = (contentOf(document, file) ?? {}) as { config?: Record<string, unknown> | null };
  const entries = Object.entries(config ?? {}).map(
    ([key, value]) => [key.includes(":") ? key : `${PROJECT}:${key}`, value] as const,
  );
  return {
    values: Object.fromEntries(entries.map(([key, value]) => [key, engineText(opened(value))])),
    secretKeys: entries.filter(([, value]) => holdsSecret(value)).map(([key]) => key),
    source: { file, text },
  };
}

/**
 * Reads a stack file.
 *
 * @throws UserError where it is none
 */
export function readStackFile(file: string): StackConfiguration {
  return parseStackFile(file, fs.readFileSync(file, "utf8"));
}
