/** The way of the data as pictures, one for each signal, with what a change touches marked. */
import type { Compared } from "../../change/compared";
import type { Plan } from "../../plan";
import { linkTo, markup, type Markup } from "../markup";
import { comparedFlows } from "./difference";
import { flowsOf, type Flow, type FlowEdge, type FlowNode, type State } from "./flow";
import { BOX_WIDTH, LINE_HEIGHT, PADDING, place, type Placed, type PlacedLine, type PlacedNode } from "./layout";

const MARKS: Readonly<Record<State, string>> = { added: "+", changed: "~", removed: "-" };

function lineMarkup({ line, texts }: PlacedLine, x: number, y: number): Markup {
  const { state } = line;
  const spans = texts.map(
    (text, index) =>
      markup`<tspan x="${x}" dy="${index === 0 ? 0 : LINE_HEIGHT}">${index === 0 && state !== undefined && `${MARKS[state]} `}${text}</tspan>`,
  );
  const text = markup`<text x="${x}" y="${y}"${state !== undefined && markup` class="${state}"`}>${spans}</text>`;
  return line.anchor === undefined ? text : markup`<a href="${linkTo(line.anchor)}">${text}</a>`;
}

function boxMarkup({ node, x, y, height, title, lines }: PlacedNode): Markup {
  const { state } = node;
  const left = x + PADDING;
  let bottom = y + PADDING + LINE_HEIGHT - 4;
  const head = title.map(
    (text, index) => markup`<tspan x="${left}" dy="${index === 0 ? 0 : LINE_HEIGHT}">${text}</tspan>`,
  );
  const top = bottom;
  bottom += title.length * LINE_HEIGHT;
  const body = lines.map((line) => {
    const drawn = lineMarkup(line, left, bottom);
    bottom += line.texts.length * LINE_HEIGHT;
    return drawn;
  });
  return markup`<g class="${node.kind}${state !== undefined && ` ${state}`}"><rect x="${x}" y="${y}" width="${BOX_WIDTH}" height="${height}" rx="5"/><text class="title" x="${left}" y="${top}">${head}</text>${body}${state !== undefined && markup`<text class="kind mark" x="${x + BOX_WIDTH - PADDING}" y="${y - 3}" text-anchor="end">${state}</text>`}</g>`;
}

/** What is written at an edge: whether it is new or gone only where that does not follow from its boxes. */
function edgeLabel({ label, state }: FlowEdge, ends: readonly (FlowNode | undefined)[]): string {
  const follows = ends.some((node) => node?.state === state);
  return [label ?? [], follows ? [] : (state ?? [])].flat().join(", ");
}

function edgeMarkup({ edge, from, to }: Placed["edges"][number]): Markup {
  const [x1, y1] = [from.x + BOX_WIDTH / 2, from.y + from.height];
  const [x2, y2] = [to.x + BOX_WIDTH / 2, to.y];
  const middle = from.rowEnd + (y2 - from.rowEnd) / 2;
  const label = edgeLabel(edge, [from.node, to.node]);
  return markup`<g class="edge${edge.state !== undefined && ` ${edge.state}`}"><path d="M${x1} ${y1} V${from.rowEnd} C${x1} ${middle} ${x2} ${middle} ${x2} ${y2 - 6}"/><path class="head" d="M${x2 - 4} ${y2 - 7} L${x2 + 4} ${y2 - 7} L${x2} ${y2} Z"/>${
    label !== "" && markup`<text class="kind" x="${x2 + 8}" y="${y2 - 20}">${label}</text>`
  }</g>`;
}

/** The same without a picture: each step as a sentence. */
function listMarkup({ nodes, edges }: Flow): Markup {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const titleOf = (id: string) => {
    const { title = id, state } = byId.get(id) ?? {};
    return `${title}${state === undefined ? "" : ` (${state})`}`;
  };
  const items = edges.map((edge) => {
    const label = edgeLabel(edge, [byId.get(edge.from), byId.get(edge.to)]);
    return markup`<li>${titleOf(edge.from)} → ${titleOf(edge.to)}${label !== "" && ` (${label})`}</li>`;
  });
  return markup`<details><summary>The same as a list</summary><ul>${items}</ul></details>`;
}

const NAMES = { metrics: "Metrics", traces: "Traces", logs: "Logs" } as const;

function figure(flow: Flow): Markup {
  const placed = place(flow);
  const name = `${NAMES[flow.signal]}, from where they are made to where they are seen`;
  const size = `${placed.width} ${placed.height}`;
  return markup`<figure tabindex="0" aria-label="${name}"><figcaption>${NAMES[flow.signal]}</figcaption><svg viewBox="0 0 ${size}" width="${placed.width}" height="${placed.height}" role="group" aria-label="Picture: ${name}"${placed.columns > 2 && markup` class="wide"`}>${placed.edges.map(edgeMarkup)}${placed.nodes.map(boxMarkup)}</svg>${listMarkup(flow)}</figure>`;
}

/** The section of the page. */
export function pictures(plan: Plan, compared: Compared | undefined): Markup {
  const flows = compared ? comparedFlows(plan, compared) : flowsOf(plan);
  const legend =
    compared &&
    markup`<p class="quiet">What the change touches has a thick border and says so above it: <span class="marked">added</span>, <span class="marked">changed</span>, or <span class="bad">removed</span>, which is crossed out. In front of a line, “+” is new, “~” differs, “-” is gone.</p>`;
  return markup`${legend}<div class="way">${flows.map(figure)}</div>`;
}
