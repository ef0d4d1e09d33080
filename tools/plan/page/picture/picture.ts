/** The way of the data as pictures, one for each signal, with what a change touches marked. */
import type { Change } from "../../change/model";
import type { Plan } from "../../plan";
import { linkTo, markup, type Markup } from "../markup";
import { flowsOf, type Flow, type FlowLine, type FlowNode } from "./flow";
import { BOX_WIDTH, LINE_HEIGHT, PADDING, place, type Placed, type PlacedNode } from "./layout";

const MARKS = { added: "+", changed: "~", removed: "-" } as const;

/** How a change marks the parts of a picture. */
interface Marks {
  readonly ofLine: (node: FlowNode, line: FlowLine) => string | undefined;
  readonly isTouched: (node: FlowNode) => boolean;
}

function marksOf(change: Change | undefined): Marks {
  const configurations = change?.configuration ?? [];
  const urns = new Set((change?.happenings ?? []).flatMap(({ urn }) => urn ?? []));
  const ofLine = ({ of }: FlowNode, { what }: FlowLine) => {
    const found = configurations.find((changed) => changed.of === of && changed.what === what);
    return found && MARKS[found.kind];
  };
  const isTouched = (node: FlowNode) =>
    (node.urn !== undefined && urns.has(node.urn)) ||
    configurations.some(
      ({ of, what }) => node.kind === "pipeline" && node.title === `${of}: ${what.slice("pipeline ".length)}`,
    ) ||
    node.lines.some((line) => ofLine(node, line) !== undefined);
  return { ofLine, isTouched };
}

function lineMarkup(
  node: FlowNode,
  line: FlowLine,
  texts: readonly string[],
  x: number,
  y: number,
  marks: Marks,
): Markup {
  const mark = marks.ofLine(node, line);
  const spans = texts.map(
    (text, index) =>
      markup`<tspan x="${x}" dy="${index === 0 ? 0 : LINE_HEIGHT}">${index === 0 && mark !== undefined && `${mark} `}${text}</tspan>`,
  );
  const text = markup`<text x="${x}" y="${y}"${mark !== undefined && markup` class="changed"`}>${spans}</text>`;
  return line.anchor === undefined ? text : markup`<a href="${linkTo(line.anchor)}">${text}</a>`;
}

function boxMarkup({ node, x, y, height, title, lines }: PlacedNode, marks: Marks): Markup {
  const touched = marks.isTouched(node);
  const left = x + PADDING;
  let bottom = y + PADDING + LINE_HEIGHT - 4;
  const head = title.map(
    (text, index) => markup`<tspan x="${left}" dy="${index === 0 ? 0 : LINE_HEIGHT}">${text}</tspan>`,
  );
  const top = bottom;
  bottom += title.length * LINE_HEIGHT;
  const body = lines.map(({ line, texts }) => {
    const drawn = lineMarkup(node, line, texts, left, bottom, marks);
    bottom += texts.length * LINE_HEIGHT;
    return drawn;
  });
  return markup`<g class="${node.kind}${touched && " changed"}"><rect x="${x}" y="${y}" width="${BOX_WIDTH}" height="${height}" rx="5"/><text class="title" x="${left}" y="${top}">${head}</text>${body}${touched && markup`<text class="kind mark" x="${x + BOX_WIDTH - PADDING}" y="${y - 3}" text-anchor="end">changed</text>`}</g>`;
}

function edgeMarkup({ edge, from, to }: Placed["edges"][number]): Markup {
  const [x1, y1] = [from.x + BOX_WIDTH / 2, from.y + from.height];
  const [x2, y2] = [to.x + BOX_WIDTH / 2, to.y];
  const middle = from.rowEnd + (y2 - from.rowEnd) / 2;
  return markup`<path d="M${x1} ${y1} V${from.rowEnd} C${x1} ${middle} ${x2} ${middle} ${x2} ${y2 - 6}"/><path class="head" d="M${x2 - 4} ${y2 - 7} L${x2 + 4} ${y2 - 7} L${x2} ${y2} Z"/>${
    edge.label !== undefined && markup`<text class="kind" x="${x2 + 8}" y="${y2 - 20}">${edge.label}</text>`
  }`;
}

/** The same without a picture: each step as a sentence. */
function listMarkup({ nodes, edges }: Flow, marks: Marks): Markup {
  const title = new Map(nodes.map((node) => [node.id, `${node.title}${marks.isTouched(node) ? " (changed)" : ""}`]));
  const items = edges.map(
    ({ from, to, label }) =>
      markup`<li>${title.get(from)} → ${title.get(to)}${label !== undefined && ` (${label})`}</li>`,
  );
  return markup`<details><summary>The same as a list</summary><ul>${items}</ul></details>`;
}

const NAMES = { metrics: "Metrics", traces: "Traces", logs: "Logs" } as const;

function figure(flow: Flow, marks: Marks): Markup {
  const placed = place(flow);
  const name = `${NAMES[flow.signal]}, from where they are made to where they are seen`;
  const size = `${placed.width} ${placed.height}`;
  return markup`<figure tabindex="0" aria-label="${name}"><figcaption>${NAMES[flow.signal]}</figcaption><svg viewBox="0 0 ${size}" width="${placed.width}" height="${placed.height}" role="group" aria-label="Picture: ${name}"${placed.columns > 2 && markup` class="wide"`}>${placed.edges.map(edgeMarkup)}${placed.nodes.map((node) => boxMarkup(node, marks))}</svg>${listMarkup(flow, marks)}</figure>`;
}

/** The section of the page. */
export function pictures(plan: Plan, change: Change | undefined): Markup {
  const marks = marksOf(change);
  const legend =
    change &&
    markup`<p class="quiet">What the change touches is <span class="marked">marked “changed”, with a thick border</span>; “+” is new, “~” differs. What is removed is in <a href="#change">the change</a>.</p>`;
  return markup`${legend}<div class="way">${flowsOf(plan).map((flow) => figure(flow, marks))}</div>`;
}
