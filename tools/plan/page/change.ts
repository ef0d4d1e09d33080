/** What a change means, what happens, and what differs. */
import type { Change, ConfigurationChange, Happening, Reach } from "../change/model";
import { violationText } from "../policies";
import { grouped } from "../../text";
import { linkTo, markup, type Markup } from "./markup";
import { resourceAnchor } from "./anchors";

/** Lines of a file's differences that the page has. */
const MOST_LINES = 400;

/** A heading and its list; nothing where the list is empty. */
function listed(heading: string, items: readonly (Markup | string)[]): Markup | undefined {
  return items.length === 0
    ? undefined
    : markup`<h3>${heading}</h3><ul>${items.map((item) => markup`<li>${item}</li>`)}</ul>`;
}

function meaning({ meaning: rows }: Change): Markup | undefined {
  if (rows.length === 0) return undefined;
  const items = rows.map(({ what, before, after, difference }) => {
    const sides = before !== undefined || after !== undefined;
    return markup`<dt>${what}</dt><dd><strong>${difference}</strong>${sides && markup`<br><span class="quiet">${before ?? "none"} → ${after ?? "none"}</span>`}</dd>`;
  });
  return markup`<h3>What it means</h3><dl>${items}</dl>`;
}

const KIND_CLASSES = {
  created: "good",
  updated: "quiet",
  restarted: "warn",
  deleted: "warn",
  replaced: "warn",
} as const;

function happening({ kind, type, name, urn, because, lost, irreversible }: Happening): Markup {
  const text = markup`<span class="mono">${type.split(":").at(-1)}</span> ${name}`;
  const linked =
    urn === undefined || kind === "deleted" ? text : markup`<a href="${linkTo(resourceAnchor(urn))}">${text}</a>`;
  return markup`<span class="badge ${lost === undefined ? KIND_CLASSES[kind] : "bad"}">${kind}</span> ${linked}${because.length > 0 && markup`, because of ${because.join(", ")}`}${
    lost !== undefined && markup`. <strong>Lost: ${lost}</strong>`
  }${irreversible && markup` <span class="badge bad">irreversible</span>`}`;
}

/** What weighs most comes first. */
function happenings({ happenings: all }: Change): Markup | undefined {
  const weight = ({ irreversible, lost, kind }: Happening) =>
    (irreversible ? 4 : 0) + (lost === undefined ? 0 : 2) + (kind === "replaced" || kind === "deleted" ? 1 : 0);
  const ordered = all
    .map((one, index) => ({ one, index }))
    .sort((a, b) => weight(b.one) - weight(a.one) || a.index - b.index);
  return listed(
    "What happens",
    ordered.map(({ one }) => happening(one)),
  );
}

function reach(heading: string, { gained, lost }: Reach): Markup | undefined {
  return listed(heading, [
    ...gained.map((edge) => markup`<span class="badge warn">gained</span> <span class="mono">${edge}</span>`),
    ...lost.map((edge) => markup`<span class="badge good">lost</span> <span class="mono">${edge}</span>`),
  ]);
}

function configurationChange({ kind, what, details }: ConfigurationChange): Markup {
  const rows = details.map(
    ({ path, before, after }) =>
      markup`<li><span class="mono">${path}</span>: <span class="mono">${before ?? "not set"}</span> → <span class="mono">${after ?? "not set"}</span></li>`,
  );
  return markup`<li><span class="badge ${kind === "removed" ? "bad" : kind === "added" ? "good" : "marked"}">${kind}</span> ${what}${rows.length > 0 && markup`<ul>${rows}</ul>`}</li>`;
}

function configuration({ configuration: all }: Change): Markup | undefined {
  if (all.length === 0) return undefined;
  const groups = grouped(all, ({ of }) => of);
  return markup`<h3>Configuration</h3>${groups.map(
    ([of, changes]) =>
      markup`<h4>${of} <span class="quiet">(${[...new Set(changes.map(({ file }) => file))].join(", ")})</span></h4><ul class="plain">${changes.map(configurationChange)}</ul>`,
  )}`;
}

function series({ series: found }: Change): Markup | undefined {
  if (found === undefined) return undefined;
  const { source, appear, vanish, renamed, relabelled, emptied } = found;
  const items = [
    ...emptied.map((one) => markup`<span class="badge bad">empty afterwards</span> ${one}`),
    ...vanish.map((one) => markup`<span class="badge bad">vanishes</span> <span class="mono">${one}</span>`),
    ...renamed.map(
      (one) => markup`<span class="badge warn">renamed</span> <span class="mono">${one.before} → ${one.after}</span>`,
    ),
    ...relabelled.map(
      (one) =>
        markup`<span class="badge warn">relabelled</span> <span class="mono">${one.series}</span>: ${one.labels.join(", ")}`,
    ),
    ...appear.map((one) => markup`<span class="badge good">appears</span> <span class="mono">${one}</span>`),
  ];
  return markup`${listed("Series", items)}${items.length > 0 && markup`<p class="quiet">Source: ${source}.</p>`}`;
}

const lineClass = (line: string) =>
  line.startsWith("@@") || /^(?:---|\+\+\+) /.test(line)
    ? "at"
    : line.startsWith("+")
      ? "plus"
      : line.startsWith("-")
        ? "minus"
        : "same";

function fileDiffs({ files }: Change): Markup | undefined {
  if (files.length === 0) return undefined;
  const folded = files.map(({ file, change, diff }) => {
    const lines = diff.trimEnd().split("\n");
    const rest = lines.length - MOST_LINES;
    return markup`<details class="box"><summary>${change} <span class="mono">${file}</span></summary><pre class="diff">${lines
      .slice(0, MOST_LINES)
      .map(
        (line) => markup`<span class="${lineClass(line)}">${line}</span>`,
      )}</pre>${rest > 0 && markup`<p class="quiet">${rest} more lines</p>`}</details>`;
  });
  return markup`<h3>Files that differ</h3>${folded}`;
}

/** The section of the page. */
export function changeSection(change: Change): Markup {
  const { against, network, rights, policies, problems, notLookedAt } = change;
  return markup`<p class="quiet">Compared with ${against}.</p>${meaning(change)}${happenings(change)}${listed(
    "Policies",
    [
      ...policies.broken.map((one) => markup`<span class="badge bad">newly broken</span> ${violationText(one)}`),
      ...policies.changed.map(
        ({ before, after, ...one }) =>
          markup`<span class="badge warn">changed</span> ${violationText({ ...one, message: after })}<br><span class="quiet">before: ${before}</span>`,
      ),
      ...policies.mended.map((one) => markup`<span class="badge good">mended</span> ${violationText(one)}`),
    ],
  )}${listed("Problems", [
    ...problems.appear.map((one) => markup`<span class="badge bad">new</span> ${one}`),
    ...problems.gone.map((one) => markup`<span class="badge good">gone</span> ${one}`),
  ])}${reach("Network", network)}${reach("Rights", rights)}${configuration(change)}${series(change)}${fileDiffs(change)}${listed(
    "What nobody looked at",
    notLookedAt,
  )}`;
}
