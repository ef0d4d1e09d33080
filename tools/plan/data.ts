/**
 * The plan of a stack as data alone, for another revision of this program that compares its own with it:
 * `node tools/run.cjs tools/plan/data.ts --stack NAME --out DIR`.
 */
import * as path from "node:path";
import { runCommand, stackFileOf, UsageError } from "../cli";
import { makeFolder, writeWhole } from "../files";
import { planJson } from "./output/json";
import { readStackFile } from "./stackFile";
import { comparablePlan } from "./whole";

void runCommand({
  usage: "Usage: node tools/run.cjs tools/plan/data.ts --stack NAME --out DIR",
  options: { stack: { type: "string" }, out: { type: "string" } },
  run: async ({ stack: name, out }) => {
    if (out === undefined) throw new UsageError("--out is missing.");
    const { stack, file } = stackFileOf(name);
    const plan = await comparablePlan(stack, readStackFile(file));
    makeFolder(out);
    writeWhole(path.join(out, "plan.json"), planJson(plan));
    return 0;
  },
});
