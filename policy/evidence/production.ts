/** Which stacks are production. */
import type { StackResource } from "../rule";
import { CLUSTER } from "./controls";
import { textAt } from "./reading";

/** The stack's name, as the engine writes it into a URN. */
const stackOf = (urn: string) => urn.split("::")[0]?.replace("urn:pulumi:", "") ?? "";

/**
 * Whether a stack with a cluster of its own is production, by its name or by the cluster's label: a label alone would
 * be one change from saying otherwise.
 */
export function isProduction(resources: readonly StackResource[], environments: readonly string[]): boolean {
  return resources.some(
    ({ type, urn, props }) =>
      type === CLUSTER &&
      [stackOf(urn), textAt(props, "resourceLabels", "environment")].some((name) =>
        environments.some((environment) => name === environment || name.startsWith(`${environment}-`)),
      ),
  );
}
