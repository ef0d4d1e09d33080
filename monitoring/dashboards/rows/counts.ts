/** Numbers that are 0 where there is nothing to count. */
import { SCRAPE } from "../../metrics";
import { aggregate, type Matcher, orZero, series } from "../../promql";

/** How many series the expression has; 0 if it has none while the store has samples at all. */
export function countOr0(expression: string, matchers: readonly Matcher[]): string {
  return orZero(aggregate("count", [], expression), [], series(SCRAPE.up, ...matchers));
}
