/** What somebody has changed beside the engine, from two of its previews. */

/** What an update would do to a resource that does not stay as it is. */
export interface Step {
  readonly urn: string;
  readonly does: "create" | "update" | "replace" | "delete";
  /** Paths of the properties that differ, sorted; empty where there is no resource to compare with. */
  readonly properties: readonly string[];
}

/** A resource that is not as the last update left it. */
export interface Difference {
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  readonly what: "changed" | "gone";
  readonly properties: readonly string[];
}

export interface Drift {
  readonly stack: string;
  readonly differences: readonly Difference[];
  /** How many resources the next update changes anyway, because the program or its settings are newer than the last one. */
  readonly waiting: number;
}

function named(urn: string): { type: string; name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.split("$").at(-1) ?? "", name: name.join("::") };
}

/**
 * What differs between a stack's state and what is really there.
 *
 * @param asStated what an update would do if everything were as the state says
 * @param asIs what an update would do to what is really there: the same, and what mends the drift
 */
export function driftOf(stack: string, asStated: readonly Step[], asIs: readonly Step[]): Drift {
  const expected = new Map(asStated.map((step) => [step.urn, step]));
  const differences = asIs.flatMap(({ urn, does, properties }): Difference[] => {
    const waiting = expected.get(urn);
    const what = does === "create" ? "gone" : "changed";
    const others = properties.filter((property) => !waiting?.properties.includes(property));
    if (waiting && others.length === 0 && (waiting.does === "create" || what === "changed")) return [];
    return [{ ...named(urn), what, properties: others }];
  });
  return { stack, differences, waiting: asStated.length };
}
