/** What a change says, in the order in which it is told, for a terminal and for a comment alike. */
import type { Violation } from "../../../../policy/run";
import { violationText } from "../../policies";
import { counted, grouped, namesText } from "../../../text";
import { isUnnoticed } from "../../change/verdict";
import type { Change, Happening, Meaning } from "../../change/model";

/** A part of the report. */
export interface Section {
  readonly title: string;
  /** Sentences, or rows of two columns. */
  readonly lines: readonly string[];
  /** A table with a head; its section has no lines. */
  readonly table?: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
  /** Whether a reader opens it first. Default: it is open. */
  readonly folded?: true;
}

const kindOf = (type: string) => type.split(":").at(-1) ?? type;

function meaningRow({ what, before = "–", after = "–", difference }: Meaning): string[] {
  const [old, current] = shortened(before, after);
  return [what, old, current, difference];
}

function meaning({ meaning: lines }: Change): Section {
  return {
    title: "What it means",
    lines: [],
    table: { head: ["what", "before", "after", "difference"], rows: lines.map(meaningRow) },
  };
}

function found(title: string, gained: readonly string[], lost: readonly string[]): Section {
  return { title, lines: [...gained.map((one) => `+ ${one}`), ...lost.map((one) => `- ${one}`)] };
}

/** Findings of one policy in one line, where they are many. */
function findingLines(word: string, violations: readonly Violation[]): string[] {
  return grouped(violations, ({ rule, level }) => `${level}: ${rule}`).flatMap(([policy, group]) => {
    const texts = group.map((one) => `${word}, ${one.level}: ${violationText(one)}`);
    const [first = ""] = texts;
    return texts.length <= MOST ? texts : [`${word}, ${policy}: ${texts.length} findings. ${first}`];
  });
}

/** A finding with what differs in its message instead of the message. */
function withDifference({ before, after, ...finding }: Change["policies"]["changed"][number]): Violation {
  const [old, current] = shortened(before, after);
  return { ...finding, message: `\`${old}\` -> \`${current}\`` };
}

function policies({ policies: { broken, mended, changed } }: Change): Section {
  const { title, lines } = found("Policies", findingLines("broken", broken), findingLines("mended", mended));
  const others = findingLines("changed", changed.map(withDifference));
  return { title, lines: [...lines, ...others.map((one) => `~ ${one}`)] };
}

/** The most reasons that a line names. */
const MOST = 5;

function lineOf({ kind, type, name, because, lost, irreversible }: Happening): string {
  const why =
    because.length === 0
      ? ""
      : kind === "replaced"
        ? ` by ${namesText(because, MOST)}`
        : `: ${namesText(because, MOST)}`;
  const loss = lost === undefined ? "" : `. **Lost**: ${lost}${irreversible ? ", which nothing brings back" : ""}`;
  return `${kindOf(type)} \`${name}\`${why}${loss}`;
}

/** Happenings for one reason, such as the end of their cluster, in one line. */
function linesOf(happenings: readonly Happening[]): string[] {
  return grouped(happenings, ({ because, lost = "" }) => `${because.join()} ${lost}`).flatMap(([, group]) => {
    const [first] = group;
    if (!first || group.length < MOST) return group.map(lineOf);
    const counts = grouped(group, ({ type }) => kindOf(type)).map(([kind, ones]) => `${ones.length} ${kind}`);
    const reason = first.because.length === 0 ? "" : `, because ${namesText(first.because, MOST)}`;
    return [`${counted(group.length, "resource")}${reason}: ${counts.join(", ")}`];
  });
}

const TITLES = [
  ["restarted", "Pods that restart"],
  ["replaced", "Replaced"],
  ["deleted", "Deleted"],
  ["created", "Created"],
  ["updated", "Updated"],
] as const;

/** What follows of something that another section says. */
const FOLDED: readonly string[] = ["updated", "created"];

function happenings({ happenings: all }: Change): Section[] {
  const unnoticed = all.filter((one) => one.kind === "replaced" && isUnnoticed(one));
  const sections = TITLES.map(([kind, title]): Section => {
    const lines = linesOf(all.filter((one) => one.kind === kind && (kind !== "replaced" || !isUnnoticed(one))));
    return { title, lines, ...(FOLDED.includes(kind) && { folded: true }) };
  });
  return [...sections, { title: "Made anew without anybody noticing", lines: linesOf(unnoticed), folded: true }];
}

/** A text is shortened above this length. */
const LONGEST = 60;

/** Characters around what differs. */
const AROUND = 16;

/** Two long texts, reduced to what differs between them. */
function shortened(before: string, after: string): [string, string] {
  const most = Math.min(before.length, after.length);
  if (Math.max(before.length, after.length) <= LONGEST) return [before, after];
  let [start, end] = [0, 0];
  while (start < most && before[start] === after[start]) start += 1;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const [from, to] = [Math.max(0, start - AROUND), Math.max(0, end - AROUND)];
  const cut = (text: string) => {
    const middle = text.slice(from, text.length - to);
    const shown = middle.length > 2 * LONGEST ? `${middle.slice(0, LONGEST)} … ${middle.slice(-LONGEST)}` : middle;
    return `${from > 0 ? "…" : ""}${shown}${to > 0 ? "…" : ""}`;
  };
  return [cut(before), cut(after)];
}

/** A value that differs; there is none on a side that does not have it. */
function detailText({ path, before, after }: Change["configuration"][number]["details"][number]): string {
  const [old, current] =
    before !== undefined && after !== undefined
      ? shortened(before, after)
      : [shortened(before ?? "", "")[0], shortened("", after ?? "")[1]];
  const text =
    before === undefined ? `${current} is new` : after === undefined ? `${old} is gone` : `${old} -> ${current}`;
  return `${path === "" ? "" : `${path}: `}\`${text}\``;
}

function configuration({ configuration: changes }: Change): Section {
  const lines = grouped(changes, ({ of }) => of).flatMap(([of, group]) =>
    group.flatMap(({ kind, what, details }) => {
      const values = details.map(detailText);
      return [`${of}: ${what} ${kind}${values.length === 0 ? "" : `: ${namesText(values, MOST)}`}`];
    }),
  );
  return { title: "Configuration", lines, ...(lines.length > 2 * MOST && { folded: true as const }) };
}

function series({ series: changes }: Change): Section {
  if (!changes) return { title: "Series", lines: [] };
  const { source, appear, vanish, renamed, relabelled, emptied } = changes;
  const lines = [
    ...emptied.map((one) => `has no data afterwards: ${one}`),
    ...vanish.map((one) => `- ${one}`),
    ...renamed.map(({ before, after }) => `${before} -> ${after}`),
    ...relabelled.map(({ series: name, labels }) => `${name}: other labels ${labels.join(", ")}`),
    ...appear.map((one) => `+ ${one}`),
  ];
  return { title: `Series (${source})`, lines, ...(lines.length > 2 * MOST && { folded: true as const }) };
}

/** The sections that have something to say. */
export function sectionsOf(change: Change): Section[] {
  const { problems, network, rights, notLookedAt } = change;
  return [
    found("Problems", problems.appear, problems.gone),
    policies(change),
    meaning(change),
    found("Network", network.gained, network.lost),
    found("Rights", rights.gained, rights.lost),
    ...happenings(change),
    configuration(change),
    series(change),
    { title: "Not looked at", lines: notLookedAt },
  ].filter(({ lines, table }) => lines.length + (table?.rows.length ?? 0) > 0);
}
