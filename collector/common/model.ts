/** The shape of a collector configuration: plain JSON data, as the collector reads it. */
import { chartVariable } from "../../contract/collector/chart";
import { componentType } from "../../contract/collector/components";

// Types instead of interfaces: an interface is not assignable to JsonObject, because it may be extended.
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Components of one kind by their id, which is `type` or `type/name`. */
export type Components = Readonly<Record<string, JsonObject>>;

export type Pipeline = Readonly<{
  receivers: readonly string[];
  processors: readonly string[];
  exporters: readonly string[];
}>;

export type CollectorConfig = Readonly<{
  extensions: Components;
  receivers: Components;
  processors: Components;
  exporters: Components;
  connectors?: Components;
  service: Readonly<{
    extensions: readonly string[];
    telemetry: JsonObject;
    pipelines: Readonly<Record<string, Pipeline>>;
  }>;
}>;

/** The environment variable with the pod's IP, on which all components listen instead of on every address. */
export const POD_IP = chartVariable("MY_POD_IP");

/** An address on the pod's own IP, to listen on. In brackets, as IPv6 needs and IPv4 may have. */
export function podAddress(port: number): string {
  return `[${POD_IP}]:${port}`;
}

/** The components of a type, whatever their names. */
export function componentsOfType(components: Components, type: string): JsonObject[] {
  return Object.entries(components)
    .filter(([id]) => componentType(id) === type)
    .map(([, settings]) => settings);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path of keys, or undefined. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((node, key) => (isObject(node) ? node[key] : undefined), value);
}

/** The value if it is text, otherwise an empty text. */
export function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** The objects of a list; an empty list where there is none. */
export function objects(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];
}

/** The strings of a list; an empty list where there is none. */
export function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter((item) => typeof item === "string") : [];
}

/** Every text in a value, including keys, with its path. */
export function everyText(value: Json, path = ""): { path: string; text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (Array.isArray(value))
    return (value as readonly Json[]).flatMap((item, index) => everyText(item, `${path}[${index}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const place = path === "" ? key : `${path}.${key}`;
    return [{ path: place, text: key }, ...everyText(item, place)];
  });
}
