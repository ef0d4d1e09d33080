/** `npm run doctor -- --stack NAME`: what is wrong with the telemetry of a running cluster, why, and what to type. */
import { NAMESPACES } from "../../contract/names";
import { runCommand, UsageError } from "../cli";
import { CLUSTER_OPTIONS, CLUSTER_USAGE, type ClusterOptions, liveCluster } from "../live/cluster";
import type { Category } from "./check";
import { CATEGORIES } from "./checks/all";
import { doctor, expectedOf } from "./doctor";
import { type Format, FORMATS, reportLines } from "./output";
import { rolesText } from "./rbac";
import { exitCode } from "./report";
import { untilHealthy } from "./wait";

const NAMES = CATEGORIES.map(({ name }) => name);

const USAGE = `Usage: npm run doctor -- (--stack NAME | --kubeconfig FILE) [options]

Looks at a running cluster and says what is wrong with its telemetry, why, and what to type. It changes nothing.

${CLUSTER_USAGE}
  --namespace NAME   namespace of the agents, without --stack; default: ${NAMESPACES.agent}
  --monitoring NAME  namespace of Prometheus and Grafana, without --stack; default: ${NAMESPACES.monitoring}
  --only NAMES       categories, separated by commas: ${NAMES.join(", ")}
  --wait SECONDS     look again until all is well, for so long at most
  --output FORMAT    text, short (only what is not well) or json
  --rbac             print the roles that an account needs to look, and ask no cluster

Exit status: 0 healthy, 1 findings, 2 could not look at something, or wrong usage.`;

const OPTIONS = {
  ...CLUSTER_OPTIONS,
  namespace: { type: "string" },
  monitoring: { type: "string" },
  only: { type: "string" },
  wait: { type: "string" },
  output: { type: "string", default: "text" },
  rbac: { type: "boolean", default: false },
} as const;

function categoriesOf(only: string | undefined): readonly Category[] {
  if (only === undefined) return CATEGORIES;
  const asked = only.split(",").map((name) => name.trim());
  const unknown = asked.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) throw new UsageError(`--only ${unknown.join(",")}: the categories are ${NAMES.join(", ")}.`);
  return CATEGORIES.filter(({ name }) => asked.includes(name));
}

function formatOf(output: string): Format {
  const format = FORMATS.find((one) => one === output);
  if (!format) throw new UsageError(`--output ${output}: the formats are ${FORMATS.join(", ")}.`);
  return format;
}

function secondsOf(wait: string | undefined): number {
  if (wait !== undefined && !/^[1-9]\d{0,4}$/.test(wait))
    throw new UsageError(`--wait ${wait}: seconds are a whole number from 1.`);
  return Number(wait ?? 0);
}

interface Options extends ClusterOptions {
  readonly namespace?: string | undefined;
  readonly monitoring?: string | undefined;
  readonly only?: string | undefined;
  readonly wait?: string | undefined;
  readonly output: string;
  readonly rbac: boolean;
}

async function main({ namespace, monitoring, only, wait, output, rbac, ...options }: Options) {
  const [categories, format, seconds] = [categoriesOf(only), formatOf(output), secondsOf(wait)];
  // Roles of a stack with default settings need no cluster.
  const isNamed = [options.stack, options.config, options.kubeconfig].some((value) => value !== undefined);
  const live = rbac && !isNamed ? { name: "", access: {} } : await liveCluster(options);
  if (live.plan && (namespace ?? monitoring) !== undefined)
    throw new UsageError("--namespace and --monitoring are for a cluster without --stack, whose settings name them.");
  const expected = expectedOf(live, {
    ...(namespace !== undefined && { agent: namespace }),
    ...(monitoring !== undefined && { monitoring }),
  });
  if (rbac) {
    process.stdout.write(rolesText(categories, expected));
    return 0;
  }
  const surroundings = { expected, now: Date.now };
  const report = await untilHealthy(() => doctor(live, categories, surroundings), seconds);
  process.stdout.write(`${reportLines(report, format, process.stdout).join("\n")}\n`);
  return exitCode(report);
}

void runCommand({ usage: USAGE, options: OPTIONS, run: main });
