/** The collectors' configurations: each pipeline with links to its components, and each component's settings. */
import { stringify } from "yaml";
import type { CollectorConfig, Components } from "../../../collector/common/model";
import { everyCollector } from "../collectors";
import type { Plan } from "../plan";
import { componentAnchor } from "./anchors";
import { anchor, linkTo, markup, type Markup } from "./markup";

/** Kinds of components: the section of the configuration, and how one of them is called. */
const KINDS = [
  ["receivers", "receiver"],
  ["processors", "processor"],
  ["exporters", "exporter"],
  ["connectors", "connector"],
  ["extensions", "extension"],
] as const;

function pipelines(role: string, { connectors = {}, service }: CollectorConfig): Markup {
  const links = (kind: string, ids: readonly string[]) =>
    ids.map((id, index) => {
      const shown = id in connectors ? "connector" : kind;
      return markup`${index > 0 && ", "}<a href="${linkTo(componentAnchor(role, shown, id))}">${id}</a>`;
    });
  const rows = Object.entries(service.pipelines).map(
    ([name, { receivers, processors, exporters }]) =>
      markup`<dt id="${componentAnchor(role, "pipeline", name)}" class="mono">${name}</dt><dd class="mono">${links("receiver", receivers)} → ${
        processors.length > 0 && markup`${links("processor", processors)} → `
      }${links("exporter", exporters)}</dd>`,
  );
  return markup`<h4>Pipelines</h4><dl>${rows}</dl>`;
}

function components(role: string, kind: string, all: Components): Markup[] {
  return Object.entries(all).map(
    ([id, settings]) =>
      markup`<details id="${componentAnchor(role, kind, id)}"><summary><span class="quiet">${kind}</span> <span class="mono">${id}</span></summary><pre>${stringify(settings, { lineWidth: 0, aliasDuplicateObjects: false, sortMapEntries: true })}</pre></details>`,
  );
}

/** The section of the page. */
export function configurations(plan: Plan): Markup {
  const shown = Object.entries(everyCollector(plan)).map(
    ([role, { file, config }]) =>
      markup`<h3 id="${anchor("collector", role)}">${role}</h3><p>The whole file: <a href="${encodeURI(file)}">${file}</a></p>${pipelines(role, config)}<h4>Components</h4>${KINDS.map(
        ([section, kind]) => components(role, kind, config[section] ?? {}),
      )}`,
  );
  return markup`${shown}`;
}
