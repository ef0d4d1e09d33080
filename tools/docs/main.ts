/** `npm run docs` */
import * as fs from "node:fs";
import { runCommand } from "../cli";
import { writeWhole } from "../files";
import { changeSchemaText, planSchemaText } from "./planSchemas";
import { withEdges } from "./edges";
import { settingsDocument } from "./settings";
import { stackSchemaText } from "./stackSchema";

const USAGE = `Usage: npm run docs

Generates docs/settings.md, docs/stack.schema.json, docs/plan.schema.json, docs/change.schema.json and the table of connections in docs/security.md.`;

const SETTINGS = "docs/settings.md";
const SCHEMA = "docs/stack.schema.json";
const PLAN_SCHEMA = "docs/plan.schema.json";
const CHANGE_SCHEMA = "docs/change.schema.json";
const SECURITY = "docs/security.md";

function main(): number {
  writeWhole(SETTINGS, settingsDocument());
  writeWhole(SCHEMA, stackSchemaText());
  writeWhole(PLAN_SCHEMA, planSchemaText());
  writeWhole(CHANGE_SCHEMA, changeSchemaText());
  writeWhole(SECURITY, withEdges(fs.readFileSync(SECURITY, "utf8")));
  process.stdout.write(`${[SETTINGS, SCHEMA, PLAN_SCHEMA, CHANGE_SCHEMA, SECURITY].join(", ")} written\n`);
  return 0;
}

void runCommand({ usage: USAGE, options: {}, run: main });
