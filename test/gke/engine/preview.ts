/**
 * `npm run preview:gke`: what a change does to a GKE stack that is there, by the real engine and without a cloud.
 *
 * The base revision comes up against the stand-in for Google's APIs and the cluster that KUBECONFIG names; then the files
 * of this checkout are previewed against it. Both run with the packages of this checkout.
 */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { runCommand, stackFileOf, UserError } from "../../../tools/cli";
import { runCommand as run } from "../../programs/processes";
import { GkeStack } from "./gkeStack";
import { missingRequirements } from "./requirements";

const USAGE = `Usage: npm run preview:gke -- --stack NAME [--base REVISION]

Brings a GKE stack of the base revision up, and previews the files of this checkout against it. In place of Google's APIs
is a stand-in; the cluster is the one that KUBECONFIG names, which has no stack before and after.

  --stack NAME      stack whose settings are in Pulumi.NAME.yaml, in the base revision and here
  --base REVISION   Git revision that is there (default: origin/main)

The preview is printed, and written to out/gke/preview-NAME.txt.`;

const OPTIONS = { stack: { type: "string" }, base: { type: "string", default: "origin/main" } } as const;

/** The files of a revision, in a folder of their own. */
async function checkOut(revision: string): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gke-base-"));
  const archive = path.join(folder, "base.tar");
  const { status, output } = await run("git", ["archive", "--output", archive, revision]);
  if (status !== 0) throw new UserError(`--base ${revision}: ${output.trim()}`);
  const extracted = await run("tar", ["-xf", archive, "-C", folder]);
  if (extracted.status !== 0) throw new Error(extracted.output);
  fs.rmSync(archive);
  return folder;
}

async function preview(name: string, base: string): Promise<string> {
  const stack = await GkeStack.start(name, `preview-${name}`, base);
  try {
    await stack.up();
    stack.replaceProject(".");
    return await stack.previewText();
  } finally {
    await stack.stop();
  }
}

async function main({ stack, base: revision }: { readonly stack?: string; readonly base: string }): Promise<number> {
  const { stack: name } = stackFileOf(stack);
  const missing = await missingRequirements();
  if (missing.length > 0) throw new UserError(["This needs:", ...missing.map((line) => `- ${line}`)].join("\n"));
  const base = await checkOut(revision);
  try {
    const text = await preview(name, base);
    fs.writeFileSync(path.join("out", "gke", `preview-${name}.txt`), text);
    process.stdout.write(text);
  } finally {
    fs.rmSync(base, { recursive: true });
  }
  return 0;
}

void runCommand({ usage: USAGE, options: OPTIONS, run: main });
