/** What the real engine needs on this machine, and how to get what is missing. */
import * as fs from "node:fs";
import * as path from "node:path";
import { clusterFacts, type RequiredProgram } from "../../facts/cluster";
import type { Settings } from "../../settings/schema/settings";

const PULUMI: RequiredProgram = {
  program: "pulumi",
  why: "the Pulumi CLI is the engine",
  get: "https://www.pulumi.com/docs/install/",
};

/** Whether a program is in one of the folders of PATH. */
export function isOnPath(program: string, searchPath = process.env["PATH"] ?? ""): boolean {
  return searchPath.split(path.delimiter).some((folder) => {
    try {
      fs.accessSync(path.join(folder, program), fs.constants.X_OK);
      return folder !== "";
    } catch {
      return false;
    }
  });
}

/** A line for each program that is missing. */
export function missingPrograms({ cluster }: Settings, isThere: (program: string) => boolean = isOnPath): string[] {
  return [PULUMI, ...clusterFacts(cluster).programs]
    .filter(({ program }) => !isThere(program))
    .map(({ program, why, get }) => `${program} is missing: ${why}. Get it: ${get}`);
}
