/** Drift for a person at a terminal. */
import { alignedSentences, styler, wrapped } from "../terminal";
import { namesText, printable } from "../text";
import { driftSentence, type Outcome } from "./issue";

/** Properties of a resource that are named. */
const MOST_PROPERTIES = 10;

/** The verdict, what differs below it, and what to type. */
export function driftLines(outcome: Outcome, stream: NodeJS.WriteStream): string[] {
  const style = styler(stream);
  const sentence = driftSentence(outcome);
  if ("errors" in outcome)
    return [
      style("red", sentence),
      ...outcome.errors.flatMap((error) => wrapped(`  ${printable(error)}`, "  ", stream)),
    ];
  const { stack, differences } = outcome;
  if (differences.length === 0) return [style("green", sentence)];
  const rows = differences.map(({ type, name, what, properties }): [string, string] => [
    printable(`${type} ${name}`),
    what === "gone" ? "is gone" : `differs in ${printable(namesText(properties, MOST_PROPERTIES))}`,
  ]);
  return [
    style("red", sentence),
    ...alignedSentences(rows, stream),
    ...wrapped(`The values: npm run preview -- --stack ${stack} --refresh --diff`, "  ", stream),
    ...wrapped(`Make it again what the program says: npm run up -- --stack ${stack} --refresh`, "  ", stream),
  ];
}
