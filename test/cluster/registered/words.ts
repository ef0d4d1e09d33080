/** The same value in the words of a plan and in those of the engine. */
import { SECRET, UNKNOWN } from "../../../contract/placeholders";
import { quantity } from "../../../tools/live/quantity";

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether nothing of a value is readable: a plan masks each entry of a secret map, the engine the map. */
function isSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === SECRET;
  return Object.values(value).every(isSecret) && Object.keys(value).length > 0;
}

/** What the Kubernetes plugin leaves out of an object, because it is what Kubernetes takes for a missing field. */
const isLeftOut = (value: unknown) => value === false || (Array.isArray(value) && value.length === 0);

const QUANTITY = /^\d+(?:\.\d+)?(?:m|k|M|G|Ki|Mi|Gi|Ti)?$/;

/** Whether two quantities are equal, as `1000m` and `1`, or `1024Mi` and `1Gi`. */
const isSameQuantity = (planned: string, registered: string) =>
  QUANTITY.test(planned) && QUANTITY.test(registered) && quantity(planned) === quantity(registered);

/**
 * A planned value in the words of a registered one where both mean the same:
 * - a secret of the plan is one to the engine, or it is not made yet;
 * - what is unknown to a plan may be known to a provider, such as a name that it makes;
 * - the Kubernetes plugin writes objects as Kubernetes would.
 */
export function inTheEnginesWords(planned: unknown, registered: unknown): unknown {
  if ((registered === SECRET || registered === UNKNOWN) && isSecret(planned)) return registered;
  if (typeof planned === "string" && planned.includes(UNKNOWN) && typeof registered === "string") return registered;
  if (typeof planned === "string" && typeof registered === "string" && isSameQuantity(planned, registered))
    return registered;
  if (Array.isArray(planned) && Array.isArray(registered))
    return planned.map((item, index) => inTheEnginesWords(item, registered[index]));
  if (!isFields(planned) || !isFields(registered)) return planned;
  const said = Object.entries(planned).filter(([key, item]) => key in registered || !isLeftOut(item));
  return Object.fromEntries(said.map(([key, item]) => [key, inTheEnginesWords(item, registered[key])]));
}
