/** Label selectors and node selectors, as Kubernetes reads them. */
import { at, listAt, objectAt, textAt, textsAt } from "../../../policy/evidence/reading";

export type Labels = Readonly<Record<string, string>>;

/** A LabelSelector of Kubernetes' API. */
export interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/**
 * Whether a value meets one requirement of a selector.
 *
 * @param value undefined where the object has no such label
 */
export function meets(requirement: unknown, value: string | undefined): boolean {
  const values = textsAt(requirement, "values");
  switch (at(requirement, "operator")) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    // Node selectors alone have these two.
    case "Gt":
      return Number(value) > Number(values[0]);
    case "Lt":
      return Number(value) < Number(values[0]);
    default:
      return false;
  }
}

/** Whether a LabelSelector selects an object with these labels. An empty one selects all. */
export function selects(selector: unknown, labels: Labels): boolean {
  return (
    Object.entries(objectAt(selector, "matchLabels")).every(([key, value]) => labels[key] === value) &&
    listAt(selector, "matchExpressions").every((one) => meets(one, labels[textAt(one, "key")]))
  );
}
