/** The resources as a tree that can be searched. */
import { objectsOfChart } from "../output/chartObjects";
import type { Change, Happening } from "../change/model";
import { chartObjectsFile, resourceFile } from "../output/fileNames";
import type { PlannedResource } from "../engine";
import type { Plan } from "../plan";
import { resourceAnchor } from "./anchors";
import { linkTo, markup, type Markup } from "./markup";

/** Lines of a resource that the page has; its file has all. */
const MOST_LINES = 80;

/** The first lines of a text, and a link to the file that has all. */
function beginning(text: string, file: string | undefined, most = MOST_LINES): Markup {
  const lines = text.trimEnd().split("\n");
  const rest = lines.length - most;
  const whole =
    file !== undefined && markup`, in <a href="${file.split("/").map(encodeURIComponent).join("/")}">${file}</a>`;
  return markup`<pre>${lines.slice(0, most).join("\n")}</pre>${rest > 0 && markup`<p class="quiet">${rest} more lines${whole}</p>`}`;
}

/** What a chart makes, and the file that has it. */
function madeByChart(plan: Plan, { type, inputs }: PlannedResource): Markup | undefined {
  const chart = type.endsWith(":Chart") ? plan.charts.find(({ release }) => release === inputs["name"]) : undefined;
  if (!chart) return undefined;
  const { source, objects } = objectsOfChart(plan, chart);
  const items = objects.map(
    ({ apiVersion, kind, name }) => markup`<li><span class="quiet mono">${apiVersion} ${kind}</span> ${name}</li>`,
  );
  return markup`<p>Makes, ${source} (<a href="${chartObjectsFile(chart.release)}">${chartObjectsFile(chart.release)}</a>):</p><ul>${items}</ul>`;
}

function details(plan: Plan, resource: PlannedResource, files: Readonly<Record<string, string>>): Markup {
  const { urn, dependsOn, protect } = resource;
  const file = resourceFile(resource);
  const text = file === undefined ? undefined : files[file];
  const dependencies = dependsOn.map(
    (other) => markup`<li><a href="${linkTo(resourceAnchor(other))}">${other.split("::").at(-1)}</a></li>`,
  );
  return markup`<p class="quiet mono">${urn}</p>${protect && markup`<p>Protected from deletion.</p>`}${
    dependencies.length > 0 && markup`<p>Depends on:</p><ul>${dependencies}</ul>`
  }${madeByChart(plan, resource)}${text !== undefined ? beginning(text, file) : resource.custom && beginning(JSON.stringify(resource.inputs, undefined, 2), "plan.json")}`;
}

/** `core/v1 ConfigMap` of `kubernetes:core/v1:ConfigMap`. */
function typeText(type: string): string {
  const [, module = "", name = ""] = type.split(":");
  return `${module.replace(/\/[a-z][A-Za-z]*$/, "")} ${name}`;
}

/** The section of the page. */
export function resourceTree(plan: Plan, files: Readonly<Record<string, string>>, change: Change | undefined): Markup {
  const happenings = new Map(
    (change?.happenings ?? []).flatMap((happening): [string, Happening][] =>
      happening.urn === undefined ? [] : [[happening.urn, happening]],
    ),
  );
  const children = new Map<string | undefined, PlannedResource[]>();
  for (const resource of plan.resources)
    children.set(resource.parent, [...(children.get(resource.parent) ?? []), resource]);
  const order = ({ type, name }: PlannedResource) => `${type} ${name}`;
  const below = (parent: string | undefined): Markup | undefined => {
    const resources = children.get(parent)?.sort((a, b) => (order(a) < order(b) ? -1 : 1));
    const items = resources?.map((resource) => {
      const { urn, type, name } = resource;
      const { namespace = "" } = (resource.inputs as { metadata?: { namespace?: string } }).metadata ?? {};
      const happening = happenings.get(urn);
      const words = [type, name, namespace, happening?.kind ?? ""].join(" ").toLowerCase();
      return markup`<li data-search="${words}"><details id="${resourceAnchor(urn)}"><summary><span class="quiet mono">${typeText(type)}</span> ${name}${namespace !== "" && markup` <span class="quiet">in ${namespace}</span>`}${happening && markup` <span class="badge marked">${happening.kind}</span>`}</summary>${details(plan, resource, files)}</details>${below(urn)}</li>`;
    });
    return items && (parent === undefined ? markup`<ul id="tree">${items}</ul>` : markup`<ul>${items}</ul>`);
  };
  return markup`<div id="tools" hidden><label for="search">Search</label><input id="search" type="search" autocomplete="off" aria-controls="tree"><button type="button" id="unfold">Unfold</button><button type="button" id="fold">Fold</button><span id="found" role="status"></span></div>${below(undefined)}`;
}
