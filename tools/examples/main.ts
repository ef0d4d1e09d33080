/** `npm run examples`: writes what a plan makes of each example's settings. */
import { runTool } from "../cli";
import { EXAMPLES, exampleNames, writeExample } from "./example";

const USAGE = "Usage: npm run examples";

async function main(): Promise<number> {
  for (const name of exampleNames()) {
    await writeExample(name);
    process.stdout.write(`${EXAMPLES}/${name} written\n`);
  }
  return 0;
}

void runTool(USAGE, main);
