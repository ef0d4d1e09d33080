/** `npm run size -- --samples-per-second N --nodes N [--outage-minutes M] [--stack NAME]`: what a load needs. */
import { problemsText } from "../../settings/problems";
import { clusterLoad } from "../../settings/sizing/load";
import { validate } from "../../settings/validate";
import { runCommand, stackFileOf, UsageError, UserError } from "../cli";
import { CLUSTER_OPTIONS, CLUSTER_USAGE, type ClusterOptions, liveCluster } from "../live/cluster";
import { readStackFile } from "../plan/stackFile";
import { type Asked, ASKED_OPTIONS, askedLoad } from "./asked";
import { adviceOf } from "./live/advice";
import { readLive } from "./live/read";
import { liveLines, sizeLines } from "./output";
import { liveLoad, reportOf } from "./report";
import { type Base, baseOf, newBase } from "./settings/base";
import { loadOf } from "./settings/candidates";

const USAGE = `Usage: npm run size -- --samples-per-second N --nodes N [--targets N] [--outage-minutes N] [--stack NAME]
       npm run size -- --from-cluster --stack NAME

Prints the smallest settings that hold a load, what they need, and what that costs on GKE.

  --samples-per-second N  samples per second of the whole cluster, those of kubelets and nodes included
  --busiest-node N        samples per second of its busiest node (default: the mean of all nodes)
  --targets N             targets of the whole cluster; how large one is decides on the limit of a scrape
  --nodes N               nodes of the cluster
  --outage-minutes N      minutes for which the store may be down without a lost sample
  --retention-hours N     hours for which samples are kept
  --from-cluster          ask the running cluster and its store what is there, say what of the stack is too big and
                          too small, and size it for that with room for growth
${CLUSTER_USAGE}
  --json                  print JSON

Exit status: 0 there are such settings, 1 there are none, 2 wrong usage.`;

interface Arguments extends ClusterOptions, Readonly<Record<string, unknown>> {
  readonly "from-cluster": boolean;
  readonly json: boolean;
}

function baseFor({ stack, config }: ClusterOptions, asked: Asked): { readonly base: Base; readonly file?: string } {
  if (stack !== undefined) {
    const { file } = stackFileOf(stack, config);
    return { base: baseOf(stack, readStackFile(file)), file };
  }
  for (const field of ["samplesPerSecond", "nodes"] as const)
    if (asked[field] === undefined) throw new UsageError(`--${ASKED_OPTIONS[field]} is missing, and so is --stack.`);
  return { base: newBase() };
}

async function main({ json, "from-cluster": fromCluster, ...options }: Arguments): Promise<number> {
  const live = fromCluster ? await readLive(await liveCluster(options)) : undefined;
  const asked = live ? liveLoad(live, askedLoad(options)) : askedLoad(options);
  const { base, file } = baseFor(options, asked);
  const { settings, problems } = validate(base.raw, base.credentials);
  if (!settings) throw new UserError(problemsText(problems));
  const { nodes, samplesPerSecondOfNode: rate } = clusterLoad(settings);
  const report = await reportOf(base, settings, loadOf(asked, settings, { nodes, rate }));
  const there = live && { live, advice: base.isNew ? [] : adviceOf(settings, live) };
  const lines = json
    ? [JSON.stringify({ ...there, ...report }, undefined, 2)]
    : [
        ...(there ? liveLines(there.live, there.advice, process.stdout) : []),
        ...sizeLines(report, file, process.stdout),
      ];
  process.stdout.write(`${lines.join("\n")}\n`);
  return report.kind === "fits" ? 0 : 1;
}

const text = { type: "string" } as const;

void runCommand({
  usage: USAGE,
  options: {
    "samples-per-second": text,
    "busiest-node": text,
    targets: text,
    nodes: text,
    "outage-minutes": text,
    "retention-hours": text,
    ...CLUSTER_OPTIONS,
    "from-cluster": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
  run: main,
});
