import assert from "node:assert/strict";
import * as fs from "node:fs";
import { PROJECT } from "../../../../settings/schema/settings";
import { changeOf } from "../../../../tools/plan/change/change";
import type { Change } from "../../../../tools/plan/change/model";
import { planStack, type Plan } from "../../../../tools/plan/plan";
import { readStackFile } from "../../../../tools/plan/stackFile";
import type { Sections } from "../../../gke/engine/gkeStack";
import { changeOf as changeOfSetting, EXTENSIONS, SETTING_CASES } from "../../../gke/engine/settings/settingCases";
import { settingTable } from "../../../gke/engine/settings/settingTable";
import type { Change as EngineChange } from "../../../gke/engine/steps";

const PREFIX = `${PROJECT}:`;

/** The sections of stack dev, as they are before they are read. */
function devSections(): Sections {
  const { values } = readStackFile("Pulumi.dev.yaml");
  return Object.fromEntries(
    Object.entries(values).map(([key, text]) => [
      key.replace(PREFIX, ""),
      /^[[{]|^(?:\d+|true|false)$/.test(text) ? (JSON.parse(text) as unknown) : text,
    ]),
  );
}

function planOf(sections: Sections): Promise<Plan> {
  const entries = Object.entries(sections).filter(([, value]) => value !== undefined);
  const values = entries.map(([key, value]): [string, string] => [
    `${PREFIX}${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return planStack("dev", { values: Object.fromEntries(values), secretKeys: [] });
}

/** What the engine's preview would show of a change. */
function effects({ happenings }: Change): EngineChange[] {
  return happenings.flatMap(({ kind, type, name }) =>
    kind === "restarted" || !/^(gcp|kubernetes):/.test(type) ? [] : [{ type, name, effect: kind }],
  );
}

/** The rows of docs/gke.md, which `npm run test:gke` has from the real engine and the real providers. */
function engineRows(): string[] {
  const document = fs.readFileSync("docs/gke.md", "utf8");
  const [, table = ""] = document.split(/<!-- settings:(?:begin|end) -->/);
  return table.trim().split("\n");
}

describe("what a change does to each resource", () => {
  const rows = engineRows();
  let base: Plan;
  let extended: Sections;

  before(async () => {
    base = await planOf(devSections());
    extended = EXTENSIONS.reduce((sections, one) => changeOfSetting(one)(sections), devSections());
  });

  for (const one of SETTING_CASES)
    it(`is what the real engine previews: ${one.setting} = ${one.value === undefined ? "removed" : JSON.stringify(one.value)}`, async () => {
      const from = one.extended ? extended : devSections();
      const [before, after] = [one.extended ? await planOf(extended) : base, await planOf(changeOfSetting(one)(from))];
      assert.deepEqual(after.problems, []);
      const table = settingTable([{ case: one, changes: effects(changeOf(before, after, "before")) }]);
      const [, , row = ""] = table.split("\n");
      assert.equal(
        row,
        rows.find((other) => other.startsWith(row.split(" | ").slice(0, 2).join(" | "))),
      );
    });
});
