/** `npm run docs` */
import * as fs from "node:fs";
import { runCommand } from "../cli";
import { withEdges } from "./edges";
import { settingsDocument } from "./settings";

const USAGE = `Usage: npm run docs

Writes what is generated from the program: docs/settings.md and the table of connections in docs/security.md.`;

const SECURITY = "docs/security.md";

function main(): number {
  fs.writeFileSync("docs/settings.md", settingsDocument());
  fs.writeFileSync(SECURITY, withEdges(fs.readFileSync(SECURITY, "utf8")));
  process.stdout.write(`docs/settings.md, ${SECURITY} written\n`);
  return 0;
}

void runCommand({ usage: USAGE, options: {}, run: main });
