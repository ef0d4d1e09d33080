/** What differs between a planned value and the one that is there. */
import { quantity } from "../../live/quantity";
import { SECRET, UNKNOWN } from "../../../contract/placeholders";

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Values that a plan does not know may be anything. */
const isAnything = (value: unknown) =>
  typeof value === "string" && [SECRET, UNKNOWN].some((placeholder) => value.includes(placeholder));

const isEmpty = (value: unknown) =>
  [false, "", 0, null].includes(value as never) || (typeof value === "object" && Object.keys(value ?? {}).length === 0);

/** Whether two quantities are the same, such as 1000m and 1. */
function isSameAmount(one: unknown, other: unknown): boolean {
  const [first, second] = [one, other].map((value) => quantity(String(value)));
  return first !== 0 && first === second;
}

/** Longer values say less than that they differ. */
const MOST_CHARACTERS = 60;

const shown = (value: unknown) => (value === undefined ? "absent" : JSON.stringify(value));

function differenceText(path: string, planned: unknown, there: unknown): string {
  const [is, should] = [shown(there), shown(planned)];
  if (is === "absent") return `${path} is absent`;
  if (should === "absent") return `${path} is there and not planned`;
  return is.length > MOST_CHARACTERS || should.length > MOST_CHARACTERS
    ? `${path} differs`
    : `${path} is ${is}, planned is ${should}`;
}

/**
 * One text for each place that differs, such as `receivers.otlp is absent`.
 *
 * @param scope `all`: what is there besides the plan differs too. `planned`: the API server and controllers may add
 */
export function differences(
  planned: unknown,
  there: unknown,
  scope: "all" | "planned" = "all",
  path: readonly string[] = [],
): string[] {
  if (isAnything(planned) || (scope === "planned" && planned === undefined)) return [];
  if (isPlain(planned) && isPlain(there)) {
    const keys = new Set([...Object.keys(planned), ...(scope === "all" ? Object.keys(there) : [])]);
    return [...keys]
      .filter((key) => planned[key] !== undefined || there[key] !== undefined)
      .flatMap((key) => differences(planned[key], there[key], scope, [...path, key]));
  }
  if (Array.isArray(planned) && Array.isArray(there) && planned.length === there.length)
    return planned.flatMap((item, index) => differences(item, there[index], scope, [...path, String(index)]));
  if (JSON.stringify(planned) === JSON.stringify(there) || isSameAmount(planned, there)) return [];
  // The API server leaves out what is false, empty or zero.
  if (there === undefined && isEmpty(planned)) return [];
  return [differenceText(path.join("."), planned, there)];
}
