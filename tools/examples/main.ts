/** `npm run examples` */
import { runCommand } from "../cli";
import { EXAMPLES, exampleNames, writeExample } from "./example";
import { recordedStacks, recordUrns } from "./urns";

const USAGE = `Usage: npm run examples

Writes what a plan makes of each example's settings in test/examples, and the URNs of the stacks.`;

async function main(): Promise<number> {
  for (const name of exampleNames()) await writeExample(name);
  for (const stack of recordedStacks()) await recordUrns(stack);
  process.stdout.write(`${EXAMPLES} written\n`);
  return 0;
}

void runCommand({ usage: USAGE, options: {}, run: main });
