/** The issue that a stack has while it differs from its state, or cannot be compared with it. */
import { counted, printable } from "../text";
import type { Difference, Drift } from "./drift";

/** What a comparison came to. */
export type Outcome = Drift | { readonly stack: string; readonly errors: readonly string[] };

export interface Issue {
  /** Whether the stack should have an open issue. */
  readonly open: boolean;
  /** The same for every night, so that the issue of the last one is found. */
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

/** GitHub refuses issues of more than 65,536 characters; what stands beside the list takes the rest. */
const MOST = { listCharacters: 60_000, properties: 10, errors: 20, errorCharacters: 1000 } as const;

/** A name in a cell of a table: as code, which neither ends the cell nor mentions anybody. */
const code = (text: string) => `\`${printable(text).replace(/[`|]/g, "'").slice(0, 200)}\``;

function rest(list: readonly unknown[], most: number): string[] {
  return list.length > most ? [`… and ${list.length - most} more`] : [];
}

/** The rows that fit, and how many do not. */
function fitting(rows: readonly string[]): string[] {
  let left: number = MOST.listCharacters;
  const tooLong = rows.findIndex((row) => (left -= row.length + 1) < 0);
  return tooLong < 0 ? [...rows] : [...rows.slice(0, tooLong), ...rest(rows, tooLong).map((line) => `\n${line}`)];
}

/** What differs in a resource, as Markdown. */
function whatDiffers({ what, properties }: Difference): string {
  if (what === "gone") return "it is gone";
  const shown = properties.slice(0, MOST.properties).map(code);
  return [...shown, ...rest(properties, MOST.properties)].join(", ");
}

const many = (differences: readonly unknown[]) =>
  `${counted(differences.length, "resource")} differ${differences.length === 1 ? "s" : ""}`;

/** One sentence that says what was found. */
export function driftSentence(outcome: Outcome): string {
  if ("errors" in outcome) return `Stack ${outcome.stack} could not be compared with what is really there.`;
  const { stack, differences, waiting } = outcome;
  const after =
    waiting === 0 ? "" : ` ${counted(waiting, "resource")} wait${waiting === 1 ? "s" : ""} for the next update.`;
  return differences.length === 0
    ? `Stack ${stack} is as its last update left it.${after}`
    : `Stack ${stack} is not as its last update left it: ${many(differences)}.${after}`;
}

function bodyOf(outcome: Outcome): string[] {
  if ("errors" in outcome) {
    const texts = outcome.errors.slice(0, MOST.errors).map((text) => text.slice(0, MOST.errorCharacters));
    const lines = texts.flatMap((text) => text.split("\n")).map((line) => `    ${printable(line)}`);
    return [...lines, ...rest(outcome.errors, MOST.errors).map((line) => `\n${line}`)];
  }
  const { stack, differences } = outcome;
  const rows = differences.map((one) => `| ${code(one.type)} ${code(one.name)} | ${whatDiffers(one)} |`);
  return [
    "| resource | what differs |",
    "| --- | --- |",
    ...fitting(rows),
    "",
    "Values are not told here, because they may be secret:",
    "",
    `- \`npm run preview -- --stack ${stack} --refresh --diff\` shows them;`,
    `- \`npm run up -- --stack ${stack} --refresh\` makes everything again what the program says. To keep what somebody has changed, change the program.`,
  ];
}

/**
 * The issue of a stack.
 *
 * @param run address of the run that compared
 */
export function issueOf(outcome: Outcome, run: string | undefined): Issue {
  const link = run === undefined ? [] : [`[The run](${run}) has the engine's output.`];
  const open = "errors" in outcome || outcome.differences.length > 0;
  return {
    open,
    title: `Drift of stack ${outcome.stack}`,
    body: [[driftSentence(outcome), ...link].join(" "), ...(open ? ["", ...bodyOf(outcome)] : []), ""].join("\n"),
  };
}
