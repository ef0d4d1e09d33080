/**
 * Shapes of plain data: what has to be there, and what may be. Everything else is a problem.
 *
 * A text, number or boolean stands for itself, a regular expression for the whole text, a list for its items in this
 * order, and an object for its keys: `key` has to be there, `"key?"` may be. No problem contains a value, which may be
 * a credential.
 */
import * as YAML from "yaml";

export type Check = (value: unknown, path: string) => readonly string[];

export interface ObjectShape {
  readonly [key: string]: Shape;
}

export type Shape = Check | RegExp | string | number | boolean | readonly Shape[] | ObjectShape;

type PlainObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is PlainObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What providers and charts fill in where nothing is said. */
function isNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isObject(value)) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === false || value === "";
}

const at = (path: string, key: string | number) => (path === "" ? String(key) : `${path}.${key}`);

const isRequired = (key: string) => !key.endsWith("?");

function objectProblems(value: unknown, shape: Readonly<Record<string, Shape>>, path: string): string[] {
  if (!isObject(value)) return [`${path} has to be an object.`];
  const known = new Map(Object.entries(shape).map(([key, item]) => [key.replace(/\?$/, ""), item]));
  return [
    ...Object.keys(shape)
      .filter((key) => isRequired(key) && value[key] === undefined)
      .map((key) => `${at(path, key)} is missing.`),
    ...Object.entries(value).flatMap(([key, item]) => {
      const inner = known.get(key);
      if (inner !== undefined) return item === undefined ? [] : problemsOf(item, inner, at(path, key));
      return isNothing(item) ? [] : [`${at(path, key)} is not expected.`];
    }),
  ];
}

function listProblems(value: unknown, shapes: readonly Shape[], path: string): string[] {
  if (!Array.isArray(value) || value.length !== shapes.length)
    return [`${path} has to be a list of ${shapes.length} items.`];
  return shapes.flatMap((shape, index) => problemsOf(value[index], shape, at(path, index)));
}

/** Where a value differs from a shape, as sentences. */
export function problemsOf(value: unknown, shape: Shape, path = ""): readonly string[] {
  if (typeof shape === "function") return shape(value, path);
  if (shape instanceof RegExp) {
    const isText = typeof value === "string" || typeof value === "number";
    return isText && new RegExp(`^(?:${shape.source})$`, shape.flags).test(String(value))
      ? []
      : [`${path} has to match ${shape.source}.`];
  }
  if (Array.isArray(shape)) return listProblems(value, shape as readonly Shape[], path);
  if (typeof shape === "object") return objectProblems(value, shape as ObjectShape, path);
  return value === shape ? [] : [`${path} has to be ${JSON.stringify(shape)}.`];
}

const fits = (value: unknown, shape: Shape) => problemsOf(value, shape).length === 0;

/** Any value, also one that is unknown before an update. */
export const anything: Check = () => [];

/** A number in a range. */
export const numberIn =
  (least: number, most = Infinity): Check =>
  (value, path) =>
    typeof value === "number" && value >= least && value <= most
      ? []
      : [`${path} has to be a number from ${least} to ${most}.`];

export const positive = numberIn(1);

/** A value of one of several shapes. Where none fits, the problems are those with the shape that comes closest. */
export const oneOf =
  (...shapes: readonly Shape[]): Check =>
  (value, path) => {
    const [first, ...others] = shapes.map((shape) => problemsOf(value, shape, path));
    const least = others.reduce((one, other) => (other.length < one.length ? other : one), first ?? []);
    const isObjects = typeof value === "object" && shapes.length > 1;
    if (least.length === 0 || shapes.length === 1 || isObjects) return least;
    return [`${path} has none of the ${shapes.length} forms that are expected.`];
  };

/** A list of any length whose items have a shape. */
export const listOf =
  (shape: Shape, fewest = 0): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return [`${path} has to be a list.`];
    if (value.length < fewest) return [`${path} has to have ${fewest} items or more.`];
    return value.flatMap((item, index) => problemsOf(item, shape, at(path, index)));
  };

/** An object with any keys of a form, whose values have a shape. */
export const mapOf =
  (keys: RegExp, shape: Shape): Check =>
  (value, path) => {
    if (!isObject(value)) return [`${path} has to be an object.`];
    return Object.entries(value).flatMap(([key, item]) =>
      fits(key, keys) ? problemsOf(item, shape, at(path, key)) : [`${at(path, key)} is not expected.`],
    );
  };

/** What a problem may say of an item: its name, or an argument's name without its value. */
function nameOf(item: unknown, index: number): string {
  if (isObject(item) && typeof item["name"] === "string") return item["name"];
  return typeof item === "string" && item.startsWith("--") ? item.replace(/=.*/, "") : `item ${index}`;
}

const hasName = (shape: Shape, name: unknown) =>
  name !== undefined && isObject(shape) && (shape as PlainObject)["name"] === name;

/** A list in any order: each required shape once, each other shape at most once, and nothing else. */
export const items =
  (required: readonly Shape[], optional: readonly Shape[] = []): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return [`${path} has to be a list.`];
    const open = new Set<Shape>([...required, ...optional]);
    const problems = value.flatMap((item: unknown, index) => {
      const name = isObject(item) ? item["name"] : undefined;
      const shape = [...open].find((one) => fits(item, one)) ?? [...open].find((one) => hasName(one, name));
      if (shape === undefined) return [`${path}: ${nameOf(item, index)} is not expected.`];
      open.delete(shape);
      return problemsOf(item, shape, `${path}.${nameOf(item, index)}`);
    });
    const missing = required.filter((shape) => open.has(shape));
    return [...problems, ...missing.map((shape) => `${path}: ${expected(shape)} is missing.`)];
  };

function expected(shape: Shape): string {
  if (shape instanceof RegExp) return shape.source;
  if (isObject(shape) && typeof shape["name"] === "string") return shape["name"];
  return typeof shape === "string" ? shape : "an item";
}

/** A value that fulfils several shapes, of which each may rely on those before it. */
export const allOf =
  (...shapes: readonly Shape[]): Check =>
  (value, path) => {
    for (const shape of shapes) {
      const problems = problemsOf(value, shape, path);
      if (problems.length > 0) return problems;
    }
    return [];
  };

/** A value for which something holds, told as a requirement. */
export const demand =
  (requirement: string, holds: (value: unknown) => boolean): Check =>
  (value, path) =>
    holds(value) ? [] : [`${path} ${requirement}.`];

const parsed = new Map<string, unknown>();

/** The content of a text of YAML or JSON; undefined where it cannot be read. */
export function contentOf(text: unknown): unknown {
  if (typeof text !== "string") return undefined;
  if (!parsed.has(text)) {
    let content: unknown;
    try {
      content = YAML.parse(text);
    } catch {
      content = undefined;
    }
    parsed.set(text, content);
  }
  return parsed.get(text);
}

/** A text of YAML or JSON whose content has a shape. */
export const textOf =
  (shape: Shape): Check =>
  (value, path) => {
    const content = contentOf(value);
    return content === undefined ? [`${path} is no YAML or JSON.`] : problemsOf(content, shape, path);
  };
