/** Label selectors, as Kubernetes reads them. */
import { at, listAt, objectAt, textAt, textsAt } from "../../../../policy/evidence/reading";

export type Labels = Readonly<Record<string, string>>;

function matchesExpression(expression: unknown, labels: Labels): boolean {
  const [key, values] = [textAt(expression, "key"), textsAt(expression, "values")];
  const value = labels[key];
  switch (at(expression, "operator")) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    default:
      return value === undefined;
  }
}

/** Whether a LabelSelector selects these labels. An empty one selects all. */
export function selects(selector: unknown, labels: Labels): boolean {
  return (
    Object.entries(objectAt(selector, "matchLabels")).every(([key, value]) => labels[key] === value) &&
    listAt(selector, "matchExpressions").every((expression) => matchesExpression(expression, labels))
  );
}
