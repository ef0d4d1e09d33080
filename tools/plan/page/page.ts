/** A plan as one page that needs neither network nor other files: for reviewers, on a screen, a phone or paper. */
import { createHash } from "node:crypto";
import { problemText } from "../../../settings/problems";
import type { Compared } from "../change/compared";
import type { Change } from "../change/model";
import { outputRows } from "../output/print";
import { verdictOf } from "../output/verdict";
import type { Plan } from "../plan";
import { isMandatory, policySummary, violationText } from "../policies";
import { changeSection } from "./change";
import { configurations } from "./configurations";
import { Markup, markup } from "./markup";
import { pictures } from "./picture/picture";
import { resourceTree } from "./resources";
import { SCRIPT } from "./script";
import { STYLE } from "./style";

type Rows = readonly (readonly [string, string])[];

/** How much attention a plan or change needs: the colour of its verdict. */
type Weight = "good" | "warn" | "bad";

const RISKS: Readonly<Record<Change["risk"], Weight>> = {
  nothing: "good",
  safe: "good",
  review: "warn",
  dangerous: "bad",
  irreversible: "bad",
};

const KINDS = { clean: "good", advice: "warn", refused: "bad" } as const;

function verdict(plan: Plan, change: Change | undefined): Markup {
  const { kind, decision, reason } = verdictOf(plan);
  const [weight, text] = [KINDS[kind], `${decision}: ${reason}.`];
  if (change === undefined) return markup`<p class="verdict ${weight}">${text}</p>`;
  return markup`<p class="verdict ${RISKS[change.risk]}"><span class="badge ${RISKS[change.risk]}">${change.risk}</span> ${change.verdict}</p><p>${text}</p>`;
}

const pairs = (rows: Rows) =>
  markup`<dl>${rows.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

function policies({ violations = [] }: Plan): Markup {
  if (violations.length === 0) return markup`<p>${policySummary(violations)}.</p>`;
  const items = violations.map((violation) => {
    const weight = isMandatory(violation) ? "bad" : "warn";
    return markup`<li><span class="badge ${weight}">${violation.level}</span> ${violationText(violation)}</li>`;
  });
  return markup`<p>${policySummary(violations)}.</p><ul>${items}</ul>`;
}

interface Section {
  readonly id: string;
  readonly heading: string;
  readonly body: Markup | undefined;
}

function sections(plan: Plan, files: Readonly<Record<string, string>>, compared: Compared | undefined): Section[] {
  const { problems } = plan;
  const change = compared?.change;
  const all: Section[] = [
    {
      id: "problems",
      heading: "Problems",
      body:
        problems.length > 0
          ? markup`<ul>${problems.map((one) => markup`<li>${problemText(one)}</li>`)}</ul>`
          : undefined,
    },
    { id: "change", heading: "The change", body: change && changeSection(change) },
    { id: "way", heading: "The way of the data", body: pictures(plan, compared) },
    { id: "forecast", heading: "Forecast", body: pairs(Object.entries(plan.forecast ?? {})) },
    { id: "policies", heading: "Policies", body: policies(plan) },
    { id: "configurations", heading: "Configurations of the collectors", body: configurations(plan) },
    { id: "resources", heading: `Resources (${plan.resources.length})`, body: resourceTree(plan, files, change) },
    { id: "outputs", heading: "Endpoints and other outputs", body: pairs(outputRows(plan.outputs)) },
  ];
  return all.filter(({ body }) => body !== undefined);
}

/** What may be loaded and run: nothing but what the page itself has, by its hash. */
function contentPolicy(): string {
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'`;
}

/**
 * The page of a plan. Same plans, same bytes.
 *
 * @param files the plan's files, which the page shows parts of and links to
 */
export function planPage(plan: Plan, files: Readonly<Record<string, string>>, compared?: Compared): string {
  const shown = sections(plan, files, compared);
  const title = `${plan.project}: plan of stack ${plan.stack}`;
  const links = shown.map(({ id, heading }) => markup`<li><a href="#${id}">${heading}</a></li>`);
  const bodies = shown.map(
    ({ id, heading, body }) =>
      markup`<section id="${id}" aria-labelledby="${id}-heading"><h2 id="${id}-heading">${heading}</h2>${body}</section>`,
  );
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(contentPolicy())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header><h1>Plan of stack ${plan.stack}</h1></header>
<main id="main">
${verdict(plan, compared?.change)}
<nav aria-label="Sections"><ul>${links}</ul></nav>
${bodies}
</main>
<footer><p>Computed from the settings of the stack by ${plan.project}, without asking a cluster or a cloud.</p></footer>
<script>${new Markup(SCRIPT)}</script>
</body>
</html>
`.text;
}
