/** What the real engine needs on this machine, and how to get what is missing. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { Settings } from "../../settings/schema/settings";

interface Requirement {
  readonly program: string;
  readonly why: string;
  readonly get: string;
}

const PULUMI: Requirement = {
  program: "pulumi",
  why: "the Pulumi CLI is the engine",
  get: "https://www.pulumi.com/docs/install/",
};

const GOOGLE: readonly Requirement[] = [
  {
    program: "gcloud",
    why: "signs in to Google Cloud (gcloud auth application-default login)",
    get: "https://cloud.google.com/sdk/docs/install",
  },
  {
    program: "gke-gcloud-auth-plugin",
    why: "signs in to the cluster",
    get: "gcloud components install gke-gcloud-auth-plugin",
  },
];

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
  const needed = cluster.kind === "gke" ? [PULUMI, ...GOOGLE] : [PULUMI];
  return needed
    .filter(({ program }) => !isThere(program))
    .map(({ program, why, get }) => `${program} is missing: ${why}. Get it: ${get}`);
}
