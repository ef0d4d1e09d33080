/** The shape of a collector configuration: plain JSON data, as the collector reads it. */

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

/** Components of one kind by their id, which is `type` or `type/name`. */
export type Components = { readonly [id: string]: JsonObject };

export type Pipeline = {
  readonly receivers: readonly string[];
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
};

export type CollectorConfig = {
  readonly extensions: Components;
  readonly receivers: Components;
  readonly processors: Components;
  readonly exporters: Components;
  readonly connectors?: Components;
  readonly service: {
    readonly extensions: readonly string[];
    readonly telemetry: JsonObject;
    readonly pipelines: { readonly [id: string]: Pipeline };
  };
};

/** The environment variable that the chart fills with the pod's IP: everything listens there, never on all addresses. */
export const POD_IP = "${env:MY_POD_IP}";

/** An address on the pod's own IP. */
export function podAddress(port: number): string {
  return `${POD_IP}:${port}`;
}

/** The type of a component: its id without the name. */
export function componentType(id: string): string {
  return id.split("/", 1)[0] ?? id;
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

/** What stands at a path of keys in a value, or undefined. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((node, key) => (isObject(node) ? node[key] : undefined), value);
}

/** The objects of a list; an empty list where there is none. */
export function objects(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];
}

/** The strings of a list; an empty list where there is none. */
export function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter((item) => typeof item === "string") : [];
}

/** Every text in a value, keys too, with the path at which it stands. */
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
