/** `npm run examples` */
import { runCommand } from "../cli";
import { changeNames, writeChange } from "./changes";
import { EXAMPLES, exampleNames, writeExample } from "./example";
import { recordedStacks, recordUrns } from "./urns";

const USAGE = `Usage: npm run examples

Plans each example in test/examples and writes its collector configurations, chart values and summary beside its
settings, and each change in test/examples/changes with the comment on it. Adds new resources to the URNs in test/examples/urns.`;

async function main(): Promise<number> {
  for (const name of exampleNames()) await writeExample(name);
  for (const name of changeNames()) await writeChange(name);
  for (const stack of recordedStacks()) await recordUrns(stack);
  process.stdout.write(`${EXAMPLES} written\n`);
  return 0;
}

void runCommand({ usage: USAGE, options: {}, run: main });
