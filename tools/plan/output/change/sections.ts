/** What a change says, in the order in which it is told, for a terminal and for a comment alike. */
import { violationText } from "../../policies";
import { counted, grouped, namesText } from "../../../text";
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
  return [what, before, after, difference];
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

function policies({ policies: { broken, mended } }: Change): Section {
  const text = (violation: (typeof broken)[number]) => `${violation.level}: ${violationText(violation)}`;
  return found(
    "Policies",
    broken.map((one) => `broken, ${text(one)}`),
    mended.map((one) => `mended, ${text(one)}`),
  );
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

function happenings({ happenings: all }: Change): Section[] {
  return TITLES.map(([kind, title]): Section => {
    const lines = linesOf(all.filter((one) => one.kind === kind));
    return { title, lines, ...((kind === "updated" || kind === "created") && lines.length > MOST && { folded: true }) };
  });
}

function configuration({ configuration: changes }: Change): Section {
  const lines = grouped(changes, ({ of }) => of).flatMap(([of, group]) =>
    group.flatMap(({ kind, what, details }) => {
      const values = details.map(
        ({ path, before = "nothing", after = "nothing" }) => `${path === "" ? "" : `${path}: `}${before} -> ${after}`,
      );
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
