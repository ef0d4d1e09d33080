/** A certificate for a person at a terminal. */
import { styler, wrapped } from "../terminal";
import type { Certificate, NodeCertificate, Verdict } from "./certificate";
import { type Cause, requestsOfCause, samplesOf } from "./numbers";

const VERDICTS: Readonly<Record<Verdict, { text: string; mark: string; colour: "green" | "red" | "yellow" }>> = {
  delivered: { text: "everything that was accepted is stored", mark: "✓", colour: "green" },
  lost: { text: "not everything that was accepted is stored once", mark: "✗", colour: "red" },
  "perhaps lost": { text: "not everything is known", mark: "!", colour: "yellow" },
  waiting: { text: "some is still on its way", mark: "!", colour: "yellow" },
};

const number = (value: number) => Math.round(value).toLocaleString("en-US");

const counted = (value: number, noun: string) => `${number(value)} ${noun}${value === 1 ? "" : "s"}`;

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 6) / 10} h`;
}

const time = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");

const CAUSES: Readonly<Record<Cause, (samples: number, seconds: number) => string>> = {
  lost: (samples) => `${counted(samples, "sample")} accepted and lost`,
  "perhaps lost": (samples) =>
    `up to ${counted(samples, "sample")} accepted and lost: nothing tells whether the agent was there`,
  "not taken": (samples) => `${counted(samples, "sample")} not taken: the agent was not there`,
  waiting: (_, seconds) => `nothing newer for ${duration(seconds)}: it waits in the agent, or the agent is gone`,
  stopped: () => "the agent was stopped, and what it accepted is stored",
  twice: (samples) => `${counted(samples, "number")} stored more than once`,
};

const MARKS: Readonly<Record<Cause, "✗" | "!" | "·">> = {
  lost: "✗",
  twice: "✗",
  "perhaps lost": "!",
  waiting: "!",
  "not taken": "·",
  stopped: "·",
};

const COLOURS = { "✗": "red", "!": "yellow", "·": "dim" } as const;

/** Most gaps of a node that are shown. */
const MOST_GAPS = 20;

const total = (causes: Readonly<Record<string, number>>) =>
  Object.values(causes).reduce((sum, samples) => sum + samples, 0);

type Nodes = readonly NodeCertificate[];

const sumOf = (of: (node: NodeCertificate) => number) => (nodes: Nodes) =>
  number(nodes.reduce((all, node) => all + of(node), 0));

function lostOfCanary(nodes: Nodes): string {
  const [lost, perhaps] = [samplesOf(nodes, "lost"), samplesOf(nodes, "perhaps lost")];
  return `${number(lost)}${perhaps > 0 ? ` to ${number(lost + perhaps)}` : ""}`;
}

/** Columns by heading: of the canary, of the requests and of the agents' counters. */
const CANARY_COLUMNS: readonly Column[] = [
  ["canary", sumOf(({ accepted }) => accepted)],
  ["stored", sumOf(({ stored }) => stored)],
  ["lost", lostOfCanary],
  ["not taken", (nodes) => number(samplesOf(nodes, "not taken"))],
];
const REQUEST_COLUMNS: readonly Column[] = [
  ["requests", sumOf(({ requests }) => requests.accepted)],
  ["lost", (nodes) => number(requestsOfCause(nodes, "lost"))],
];
const SAMPLE_COLUMNS: readonly Column[] = [
  ["samples", sumOf(({ samples }) => samples.accepted)],
  ["stored", sumOf(({ samples }) => samples.stored)],
  ["lost", sumOf(({ samples }) => total(samples.lost))],
  ["refused", sumOf(({ samples }) => total(samples.refused))],
];

type Column = readonly [heading: string, cell: (nodes: Nodes) => string];

/** A row for each node and one for the cluster, below the headings. */
function table({ nodes, isNumbered }: Certificate): string[] {
  const columns = [...CANARY_COLUMNS, ...(isNumbered ? REQUEST_COLUMNS : []), ...SAMPLE_COLUMNS];
  const row = (name: string, of: Nodes) => [name, ...columns.map(([, cell]) => cell(of))];
  const rows = [
    ["node", ...columns.map(([heading]) => heading)],
    ...nodes.map((node) => row(node.node, [node])),
    row("cluster", nodes),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? "").length))) ?? [];
  return rows.map((cells) => {
    const padded = cells.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    return `  ${padded.join("  ")}`;
  });
}

/** Gaps as a person reads them: of what is lost the requests, where they have numbers, and else the canary's samples. */
function gapsOf({ gaps, requests }: NodeCertificate): { cause: Cause; from: number; text: string }[] {
  const line = (from: number, to: number, text: string) => `${time(from)} for ${duration(to - from)}: ${text}`;
  const isTold = (cause: Cause) => requests.gaps.some((one) => one.cause === cause);
  const ofCanary = gaps
    .filter(({ cause }) => !isTold(cause))
    .map(({ cause, from, to, samples }) => ({ cause, from, text: line(from, to, CAUSES[cause](samples, to - from)) }));
  const ofRequests = requests.gaps.map(({ cause, from, to, requests: count }) => ({
    cause,
    from,
    text: line(
      from,
      to,
      `${counted(count, "request")} ${cause === "lost" ? "accepted and lost" : "stored more than once"}`,
    ),
  }));
  return [...ofCanary, ...ofRequests].sort((one, other) => one.from - other.from);
}

/** The whole certificate as lines: the verdict, a row for each node, then every gap with its cause. */
export function certificateLines(certificate: Certificate, stream: NodeJS.WriteStream): string[] {
  const style = styler(stream);
  const { cluster, from, to, intervalSeconds, isNumbered, verdict, nodes } = certificate;
  const { text, colour } = VERDICTS[verdict];
  const causesOf = ({ node, samples: { lost, refused, damagedParts } }: NodeCertificate) =>
    [
      ...Object.entries(lost).map(([cause, samples]) => [
        COLOURS["✗"],
        "✗",
        `${counted(samples, "sample")} lost`,
        cause,
      ]),
      ...Object.entries(refused).map(([cause, points]) => [
        COLOURS["!"],
        "!",
        `${counted(points, "data point")} not accepted`,
        cause,
      ]),
      ...(damagedParts > 0
        ? [[COLOURS["!"], "!", `${counted(damagedParts, "part")} of the queue's files`, "could not be read"]]
        : []),
    ].map(([, mark, what, cause]) => `  ${mark ?? ""} ${style("bold", node)} ${what ?? ""}: ${cause ?? ""}`);
  const gapLines = (node: NodeCertificate) => {
    const gaps = gapsOf(node);
    return [
      ...gaps
        .slice(0, MOST_GAPS)
        .map(
          ({ cause, text: gap }) =>
            `  ${style(COLOURS[MARKS[cause]], MARKS[cause])} ${style("bold", node.node)} ${gap}`,
        ),
      ...(gaps.length > MOST_GAPS ? [`    and ${counted(gaps.length - MOST_GAPS, "more gap")}; --json has all`] : []),
    ];
  };
  return [
    ...wrapped(
      `${style("bold", `Certificate of cluster ${cluster}`)}, ${time(from)} to ${time(to)} UTC: ${style(colour, nodes.length === 0 ? "the store has nothing of any agent" : text)}`,
      "",
      stream,
    ),
    ...(isNumbered
      ? wrapped(
          `  The canary has a number for each ${intervalSeconds} s of each agent, and each request to the store has one. Samples are the agents' own counters, which end with their last scrape: a request that was stored since is in none of them yet.`,
          "  ",
          stream,
        )
      : wrapped(
          "  Samples of contrib's image have no numbers: its own scrapes stand for them, and a gap does not tell whether one was lost or not made. Its counters are of data points.",
          "  ",
          stream,
        )),
    ...(nodes.length === 0 ? [] : table(certificate)),
    ...nodes.flatMap((node) => [...causesOf(node), ...gapLines(node)].flatMap((line) => wrapped(line, "    ", stream))),
  ];
}
