/** `npm run certificate -- --stack NAME [--since 24h] [--json]`: whether every accepted sample is in the store once. */
import { runCommand, UsageError } from "../cli";
import { CLUSTER_OPTIONS, CLUSTER_USAGE, type ClusterOptions, liveCluster } from "../live/cluster";
import { withStore } from "../live/store";
import { writeReport } from "../terminal";
import { certificateOf } from "./certificate";
import { certifiedOf } from "./certified";
import { certificateLines } from "./output";

const USAGE = `Usage: npm run certificate -- --stack NAME [--since 24h] [--json]

Asks the store whether every sample that the agents accepted is in it exactly once, and says of every gap why it is there.
It changes nothing.

${CLUSTER_USAGE}
  --since TIME       how far back, such as 90m, 24h or 7d; default: 24h
  --json             print JSON

Exit status: 0 everything that was accepted is stored, 1 something is lost, unknown or on its way, 2 wrong usage.`;

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };

function secondsOf(time: string): number {
  const [, count, unit = ""] = /^([1-9]\d{0,4})([mhd])$/.exec(time) ?? [];
  if (count === undefined) throw new UsageError(`--since ${time}: give a time such as 90m, 24h or 7d.`);
  return Number(count) * (UNITS[unit] ?? 1);
}

type Values = ClusterOptions & { readonly since: string; readonly json: boolean };

async function main({ since, json, ...options }: Values): Promise<number> {
  const seconds = secondsOf(since);
  const { access, plan } = await liveCluster(options);
  if (!plan) throw new UsageError("--stack is missing: its settings say how the store is asked.");
  const { settings } = plan;
  const certificate = await withStore(settings, access, (store) => {
    const to = Date.now() / 1000;
    const period = { from: to - seconds, to, intervalSeconds: settings.agent.scrapeIntervalSeconds };
    return certificateOf(store, certifiedOf(settings), period);
  });
  writeReport(certificate, json, certificateLines);
  return certificate.verdict === "delivered" ? 0 : 1;
}

void runCommand({
  usage: USAGE,
  options: {
    ...CLUSTER_OPTIONS,
    since: { type: "string", default: "24h" },
    json: { type: "boolean", default: false },
  },
  run: main,
});
