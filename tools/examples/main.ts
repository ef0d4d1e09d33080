/** `npm run examples`: writes what a plan makes of each example's settings, and the URNs of the stacks. */
import { runTool } from "../cli";
import { EXAMPLES, exampleNames, writeExample } from "./example";
import { recordedStacks, recordUrns } from "./urns";

const USAGE = "Usage: npm run examples";

async function main(): Promise<number> {
  for (const name of exampleNames()) await writeExample(name);
  for (const stack of recordedStacks()) await recordUrns(stack);
  process.stdout.write(`${EXAMPLES} written\n`);
  return 0;
}

void runTool(USAGE, main);
