/** `npm run gather -- --stack NAME [--out FILE]`: what a bug report needs of a running stack, in one file. */
import { UsageError, runCommand } from "../cli";
import { CLUSTER_OPTIONS, CLUSTER_USAGE, type ClusterOptions, liveCluster } from "../live/cluster";
import { counted, printable } from "../text";
import { writeBundle } from "./bundle";
import { gather } from "./collect";
import { REMOVED } from "./redact";

const USAGE = `Usage: npm run gather -- --stack NAME [--out FILE]

Writes what a bug report needs of a running stack into one file: its objects, events, logs, versions, plan, and what its
store says of itself. Secrets are not read into it, and their values are taken out of everything else. Nothing is changed.

${CLUSTER_USAGE}
  --out FILE         file to write; default: gather-NAME.tar.gz

Exit status: 0 written, 1 not written, 2 wrong usage.`;

interface Options extends ClusterOptions {
  readonly out?: string | undefined;
}

async function main(options: Options): Promise<number> {
  const live = await liveCluster(options);
  const { plan } = live;
  if (!plan) throw new UsageError("Name the stack with --stack.");
  const out = options.out ?? `gather-${plan.stack}.tar.gz`;
  const gathered = await gather(live, plan);
  const { files, unseen, removed, knownSecrets } = gathered;
  const manifest = {
    stack: plan.stack,
    gathered: new Date().toISOString(),
    leftOut: ["the objects of kind Secret", "managedFields", "the annotation of kubectl apply"],
    takenOut: `${removed} values, each replaced by ${REMOVED}`,
    lookedFor:
      knownSecrets === undefined
        ? "what is secret by its form"
        : `${knownSecrets} values of the stack's Secrets, and what is secret by its form`,
    couldNotRead: unseen,
    files: files.map(({ path, text }) => ({ path, bytes: Buffer.byteLength(text) })),
  };
  await writeBundle(out, `gather-${plan.stack}`, [
    { path: "manifest.json", text: `${JSON.stringify(manifest, undefined, 2)}\n` },
    ...files,
  ]);
  const looked =
    knownSecrets === undefined
      ? "The Secrets could not be read: look through it before you send it."
      : `None of the ${knownSecrets} secret values of the stack's namespaces is in it.`;
  const lines = [
    `${out}: ${counted(files.length, "file")}, ${counted(removed, "value")} taken out. ${looked}`,
    ...unseen.map((text) => `  ? Not read: ${printable(text)}`),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}

void runCommand({ usage: USAGE, options: { ...CLUSTER_OPTIONS, out: { type: "string" } }, run: main });
