/** Places the boxes of a flow: a row for each step from the source, wide enough for a phone where it can be. */
import type { Flow, FlowEdge, FlowLine, FlowNode } from "./flow";

/** All in pixels of the picture. */
export const BOX_WIDTH = 166;
export const LINE_HEIGHT = 15;
export const PADDING = 9;
const COLUMN_GAP = 12;
const ROW_GAP = 36;
const MARGIN = 4;
/** Room above the first row, for what marks a box. */
const TOP = 16;
/** Characters of a line: what fits the box in a monospaced font of 11 pixels. */
const LONGEST_LINE = 22;
/** Of these, what the mark of a line with a state takes. */
const MARK_LENGTH = 2;
/** The same for titles, which are larger. */
const LONGEST_TITLE = 20;

/** A line as it is drawn; a name that is too long takes several. */
export interface PlacedLine {
  readonly line: FlowLine;
  readonly texts: readonly string[];
}

export interface PlacedNode {
  readonly node: FlowNode;
  readonly x: number;
  readonly y: number;
  readonly height: number;
  /** Where its row ends: lines turn below it, so that they cross no box beside. */
  readonly rowEnd: number;
  readonly title: readonly string[];
  readonly lines: readonly PlacedLine[];
}

export interface Placed {
  readonly width: number;
  readonly height: number;
  /** Most boxes beside each other. */
  readonly columns: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly { readonly edge: FlowEdge; readonly from: PlacedNode; readonly to: PlacedNode }[];
}

/** A name in pieces that are not longer than that, after a separator where there is one. */
function pieces(text: string, longest: number): string[] {
  if (text.length <= longest) return [text];
  const start = text.slice(0, longest);
  const separator = Math.max(...["/", "-", "_", ".", " "].map((character) => start.lastIndexOf(character)));
  const end = separator > 3 ? separator + 1 : longest;
  return [text.slice(0, end), ...pieces(text.slice(end), longest)];
}

/** Steps from the source to each node: that of the longest way, and of all before the last one as late as can be. */
function steps({ nodes, edges }: Flow): Map<string, number> {
  const found = new Map(nodes.map(({ id }) => [id, 0]));
  // A way is never longer than there are nodes, even if a configuration leads in a circle.
  nodes.forEach(() => {
    for (const { from, to } of edges)
      found.set(to, Math.min(nodes.length, Math.max(found.get(to) ?? 0, (found.get(from) ?? 0) + 1)));
  });
  // Nothing then leads past a row where it need not.
  nodes.forEach(() => {
    for (const [id, step] of found) {
      const next = edges.filter(({ from }) => from === id).map(({ to }) => found.get(to) ?? 0);
      if (next.length > 0) found.set(id, Math.max(step, Math.min(...next) - 1));
    }
  });
  return found;
}

/** The rows, each in the order of what leads into it, so that few lines cross. */
function rowsOf(flow: Flow): FlowNode[][] {
  const step = steps(flow);
  const numbers = [...new Set(step.values())].sort((a, b) => a - b);
  const place = new Map<string, number>();
  return numbers.map((number) => {
    const row = flow.nodes.filter(({ id }) => step.get(id) === number);
    const wish = (id: string) => {
      const before = flow.edges.filter(({ to }) => to === id).flatMap(({ from }) => place.get(from) ?? []);
      return before.length === 0 ? Number.MAX_SAFE_INTEGER : before.reduce((sum, at) => sum + at, 0) / before.length;
    };
    const ordered = row.map((node, index) => ({ node, index, at: wish(node.id) }));
    ordered.sort((a, b) => a.at - b.at || a.index - b.index);
    ordered.forEach(({ node }, index) => place.set(node.id, (index + 0.5) / row.length));
    return ordered.map(({ node }) => node);
  });
}

/** Boxes and lines with their places. */
export function place(flow: Flow): Placed {
  const rows = rowsOf(flow);
  const columns = Math.max(...rows.map((row) => row.length));
  const rowWidth = (boxes: number) => boxes * BOX_WIDTH + (boxes - 1) * COLUMN_GAP;
  const width = rowWidth(columns) + 2 * MARGIN;
  let y = TOP;
  const nodes = rows.flatMap((row) => {
    const left = (width - rowWidth(row.length)) / 2;
    const placed = row.map((node, index): Omit<PlacedNode, "rowEnd"> => {
      const title = pieces(node.title, LONGEST_TITLE);
      const lines = node.lines.map((line) => ({
        line,
        texts: pieces(line.text, LONGEST_LINE - (line.state === undefined ? 0 : MARK_LENGTH)),
      }));
      const count = title.length + lines.reduce((sum, { texts }) => sum + texts.length, 0);
      const x = left + index * (BOX_WIDTH + COLUMN_GAP);
      return { node, x, y, title, lines, height: count * LINE_HEIGHT + 2 * PADDING };
    });
    const rowEnd = y + Math.max(...placed.map(({ height }) => height));
    y = rowEnd + ROW_GAP;
    return placed.map((node) => ({ ...node, rowEnd }));
  });
  const byId = new Map(nodes.map((node) => [node.node.id, node]));
  const edges = flow.edges.flatMap((edge) => {
    const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
    return from && to ? [{ edge, from, to }] : [];
  });
  return { width, height: y - ROW_GAP + MARGIN, columns, nodes, edges };
}
