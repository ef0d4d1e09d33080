/** Reads a stack file like the Pulumi CLI, but without decrypting secrets. */
import * as fs from "node:fs";
import * as YAML from "yaml";
import { PROJECT } from "../../settings/schema/settings";
import { UserError } from "../cli";
import { SECRET } from "../../contract/placeholders";

/** The configuration of a stack file, in the form in which the engine passes it to a program. */
export interface StackConfiguration {
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
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

/** Parses the text of a stack file. */
export function parseStackFile(file: string, text: string): StackConfiguration {
  const document = YAML.parseDocument(text);
  const [error] = document.errors;
  if (error) throw new UserError(`${file} is not valid YAML: ${error.message.trim()}`);
  const content: unknown = document.toJS() ?? {};
  const config = (content as { config?: unknown }).config ?? {};
  if (typeof content !== "object" || Array.isArray(content) || typeof config !== "object" || Array.isArray(config))
    throw new UserError(`${file} must be a map with a map "config", as Pulumi writes it.`);
  const entries = Object.entries(config as Record<string, unknown>).map(
    ([key, value]) => [key.includes(":") ? key : `${PROJECT}:${key}`, value] as const,
  );
  return {
    values: Object.fromEntries(entries.map(([key, value]) => [key, engineText(opened(value))])),
    secretKeys: entries.filter(([, value]) => holdsSecret(value)).map(([key]) => key),
  };
}

/** Reads a stack file. */
export function readStackFile(file: string): StackConfiguration {
  return parseStackFile(file, fs.readFileSync(file, "utf8"));
}
