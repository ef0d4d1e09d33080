/** Whether a commit plans what was reviewed, for a person. */
import { styler, wrapped } from "../terminal";
import { counted, printable } from "../text";
import type { Deviation, DifferingPart } from "./deviation";

/** What was compared. */
export interface Review {
  readonly stacks: readonly Deviation[];
  /** Commits of the base branch that the merged commit has and the review had not: hash and subject. */
  readonly since: readonly string[];
}

/** Longer lists and values are shortened: the comment of the next pull request has them whole. */
const MOST = { parts: 20, properties: 8, commits: 20, characters: 80 } as const;

export function isDifferent({ differing }: Deviation): boolean {
  return differing.length > 0;
}

/** A value as one short line. */
function short(value: string | undefined): string {
  if (value === undefined) return "nothing";
  const line = printable(value);
  return line.length > MOST.characters ? `${line.slice(0, MOST.characters)}…` : line;
}

function firstOf(lines: readonly string[], most: number, noun: string, indent: string): string[] {
  const more = lines.length - most;
  return more > 0 ? [...lines.slice(0, most), `${indent}… and ${counted(more, `more ${noun}`)}`] : [...lines];
}

function partLines({ what, part, properties }: DifferingPart): string[] {
  const lines = properties.map(({ path, before, after }) => `    ${path}: ${short(before)} → ${short(after)}`);
  return [`  ${what} ${printable(part)}`, ...firstOf(lines, MOST.properties, "difference", "    ")];
}

const PARTS = "resources and outputs";

/** The sentence that carries the decision. */
function verdict(deviation: Deviation): string {
  const { differing, resources } = deviation;
  if (!isDifferent(deviation)) return `is planned as it was reviewed (${counted(resources, "resource")}).`;
  const counts = (["added", "removed", "changed"] as const).flatMap((what) => {
    const number = differing.filter((one) => one.what === what).length;
    return number === 0 ? [] : [`${number} ${what}`];
  });
  return `is not planned as it was reviewed: of its ${PARTS}, ${counts.join(", ")}.`;
}

/** The whole report as lines: each stack with its verdict, what differs in it, and what was merged since the review. */
export function reviewLines({ stacks, since }: Review, stream: NodeJS.WriteStream): string[] {
  const style = styler(stream);
  const stackLines = (deviation: Deviation) => {
    const name = style("bold", `Stack ${deviation.stack}`);
    const colour = isDifferent(deviation) ? "red" : "green";
    const parts = deviation.differing.slice(0, MOST.parts).flatMap(partLines);
    const more = deviation.differing.length - MOST.parts;
    return [
      ...wrapped(`${name} ${style(colour, verdict(deviation))}`, "  ", stream),
      ...parts,
      ...(more > 0 ? [`  … and ${more} more`] : []),
    ];
  };
  if (!stacks.some(isDifferent)) return stacks.flatMap(stackLines);
  const commits = since.map((commit) => `  ${printable(commit)}`);
  return [
    ...stacks.flatMap(stackLines),
    ...(since.length > 0
      ? ["Merged since the review, and not part of it:", ...firstOf(commits, MOST.commits, "commit", "  ")]
      : []),
    ...wrapped(
      "Nothing was deployed. Somebody who has read this may approve it, or another pull request changes it: docs/ci.md, “What was reviewed is what is deployed”.",
      "",
      stream,
    ),
  ];
}
