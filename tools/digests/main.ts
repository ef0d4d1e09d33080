/** `npm run digests [-- --check]` */
import * as fs from "node:fs";
import { IMAGES } from "../../contract/images";
import { runCommand } from "../cli";
import { writeWhole } from "../files";
import { tell } from "../progress";
import { styler } from "../terminal";
import { refreshed } from "./versionsFile";
import { registryDigest } from "./registry";

const USAGE = `Usage: npm run digests [-- --check]

Reads the digest of every image of contract/versions.json from its registry, writes it to that file and prints the
changes.

  --check  write nothing

Exit status: 0 success, 1 if a registry did not answer or, with --check, a digest differs, 2 wrong usage.`;

const FILE = "contract/versions.json";

async function main({ check }: { check: boolean }): Promise<number> {
  tell("Asking the registries");
  const { images, lines, incomplete } = await refreshed(IMAGES, (image) => registryDigest(image));
  const style = styler(process.stdout);
  const colours = { "+": "green", "~": "yellow", "!": "red" } as const;
  for (const line of lines) {
    const colour = colours[line[0] as keyof typeof colours] as (typeof colours)[keyof typeof colours] | undefined;
    process.stdout.write(`${colour ? style(colour, line) : line}\n`);
  }
  const differs = lines.some((line) => line.startsWith("+") || line.startsWith("~"));
  if (!check && differs) {
    const file = JSON.parse(fs.readFileSync(FILE, "utf8")) as Record<string, unknown>;
    writeWhole(FILE, `${JSON.stringify({ ...file, images }, undefined, 2)}\n`);
    process.stdout.write(`\nWritten to ${FILE}; format it with \`npm run format\`.\n`);
  }
  return incomplete || (check && differs) ? 1 : 0;
}

void runCommand({ usage: USAGE, options: { check: { type: "boolean", default: false } }, run: main });
