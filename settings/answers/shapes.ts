/** What the schema says at a path of the settings. */
import { z } from "zod";
import { PROJECT, settingsSchema } from "../schema/settings";

export type Path = readonly PropertyKey[];
export type Shape = Readonly<Record<string, z.core.$ZodType>>;

/** `["agent", "tolerations", 0]` as `gke-telemetry:agent.tolerations[0]`. */
export function pathText(path: Path): string {
  const tail = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return `${PROJECT}:${tail.replace(/^\./, "")}`;
}

export function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, part)
        ? (value as Record<PropertyKey, unknown>)[part]
        : undefined,
    raw,
  );
}

/** The inner schema without wrappers such as optional and default. */
export function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  const inner = (schema as { def?: { innerType?: z.core.$ZodType } }).def?.innerType;
  return inner ? unwrapped(inner) : schema;
}

/** The maps that a schema allows; several in a union that `kind` discriminates. */
export function objectShapes(schema: z.core.$ZodType): Shape[] {
  const plain = unwrapped(schema);
  if (plain instanceof z.ZodObject) return [plain.shape];
  if (plain instanceof z.ZodDiscriminatedUnion) return plain.options.flatMap((option) => objectShapes(option));
  return [];
}

/** The schemas that are allowed at a path; several below a union. */
export function schemasAt(path: Path): z.core.$ZodType[] {
  return path.reduce<z.core.$ZodType[]>(
    (schemas, part) =>
      schemas.flatMap((schema) => {
        const plain = unwrapped(schema);
        if (typeof part === "number") return plain instanceof z.ZodArray ? [plain.element] : [];
        if (plain instanceof z.ZodRecord) return [plain.valueType];
        return objectShapes(plain).flatMap((shape) => (Object.hasOwn(shape, part) ? (shape[String(part)] ?? []) : []));
      }),
    [settingsSchema],
  );
}

/** The maps that are allowed at a path. */
export function shapesAt(path: Path): Shape[] {
  return schemasAt(path).flatMap(objectShapes);
}

/** The kinds of a map in a union that `kind` discriminates. */
export function kindsOf(shape: Shape): string[] {
  return shape["kind"] instanceof z.ZodLiteral ? [...shape["kind"].values].map(String) : [];
}

/** The maps that are allowed at a path for a `kind`. */
export function shapesOfKind(path: Path, kind: unknown): Shape[] {
  return shapesAt(path).filter((shape) => {
    const kinds = kindsOf(shape);
    return kinds.length === 0 || kinds.includes(String(kind));
  });
}

/** A number with its bounds as text, such as `a whole number from 1 to 120`; empty where it has not both. */
export function rangeText(schema: z.core.$ZodType): string {
  const number = unwrapped(schema);
  if (!(number instanceof z.ZodNumber)) return "";
  const { minValue, maxValue } = number;
  const isBound = (value: number | null): value is number =>
    value !== null && Math.abs(value) < Number.MAX_SAFE_INTEGER;
  if (!isBound(minValue) || !isBound(maxValue)) return "";
  return `${number instanceof z.ZodNumberFormat ? "a whole number" : "a number"} from ${minValue} to ${maxValue}`;
}

function pathsBelow(schema: z.core.$ZodType, path: readonly string[]): string[][] {
  const shapes = objectShapes(schema);
  const names = [...new Set(shapes.flatMap((shape) => Object.keys(shape)))];
  return names.flatMap((name) => {
    const child = shapes.flatMap((shape) => shape[name] ?? []);
    const here = [...path, name];
    return [here, ...child.flatMap((one) => pathsBelow(one, here))];
  });
}

/** Paths of every setting outside of lists, those at the top first. */
export function everyPath(): string[][] {
  const texts = new Map(pathsBelow(settingsSchema, []).map((path) => [path.join("."), path]));
  return [...texts.values()].sort((a, b) => a.length - b.length);
}
