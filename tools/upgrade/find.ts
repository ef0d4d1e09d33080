/** Where a change meets a configuration. */
import { componentType } from "../../contract/collector/components";
import { type Change, CURRENT_NAMES } from "./change";

/** A place of a document: the names and indices that lead there. */
type Place = readonly string[];

/** Sections of a collector's configuration whose entries are components, named `type` or `type/name`. */
const COMPONENT_SECTIONS = ["receivers", "processors", "exporters", "connectors", "extensions"];

/** Names by which a step of a place is known: a component by its type, also by the current one. */
function namesOf(place: Place, at: number): string[] {
  const [section = ""] = place;
  const name = place[at] ?? "";
  if (at !== 1 || !COMPONENT_SECTIONS.includes(section)) return [name];
  const type = componentType(name);
  const current = CURRENT_NAMES.get(`${section}::${type}`);
  return current === undefined ? [type] : [type, current];
}

/** Whether a place from `at` on is what the steps from `step` on mean. */
function matches(steps: readonly string[], place: Place, step = 0, at = 0): boolean {
  if (step === steps.length) return at === place.length;
  if (steps[step] === "**")
    return Array.from({ length: place.length - at + 1 }).some((_, skipped) =>
      matches(steps, place, step + 1, at + skipped),
    );
  if (at === place.length) return false;
  const pattern = new RegExp(steps[step] === "*" ? "" : `^(?:${steps[step] ?? ""})$`);
  return namesOf(place, at).some((name) => pattern.test(name)) && matches(steps, place, step + 1, at + 1);
}

/** Every place of a document, with its value. */
function* placesOf(value: unknown, place: Place = []): Generator<readonly [Place, unknown]> {
  yield [place, value];
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) yield* placesOf(inner, [...place, name]);
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether a value is one that the change concerns. */
function concerns({ value: pattern, unless }: Change, value: unknown): boolean {
  if (unless !== undefined && isMap(value) && value[unless] !== undefined) return false;
  if (pattern === undefined) return true;
  return ["string", "number", "boolean"].includes(typeof value) && new RegExp(pattern).test(value as string);
}

/** The places of a document that a change concerns. */
export function placesFor(change: Change, document: unknown): Place[] {
  const steps = change.path.split("::");
  return [...placesOf(document)].flatMap(([place, value]) =>
    matches(steps, place) && concerns(change, value) ? [place] : [],
  );
}
