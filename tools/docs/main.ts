/** `npm run docs` */
import * as fs from "node:fs";
import { runCommand } from "../cli";
import { withEdges } from "./edges";
import { settingsDocument } from "./settings";
import { stackSchemaText } from "./stackSchema";

const USAGE = `Usage: npm run docs

Generates docs/settings.md, docs/stack.schema.json and the table of connections in docs/security.md.`;

const SETTINGS = "docs/settings.md";
const SCHEMA = "docs/stack.schema.json";
const SECURITY = "docs/security.md";

function main(): number {
  fs.writeFileSync(SETTINGS, settingsDocument());
  fs.writeFileSync(SCHEMA, stackSchemaText());
  fs.writeFileSync(SECURITY, withEdges(fs.readFileSync(SECURITY, "utf8")));
  process.stdout.write(`${[SETTINGS, SCHEMA, SECURITY].join(", ")} written\n`);
  return 0;
}

void runCommand({ usage: USAGE, options: {}, run: main });
