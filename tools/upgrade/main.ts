/** `npm run upgrade -- --stack NAME [--collector VERSION]`: what newer versions change for a stack. */
import * as fs from "node:fs";
import * as YAML from "yaml";
import type { CollectorConfig } from "../../collector/common/model";
import { IMAGES } from "../../contract/images";
import { problemsText } from "../../settings/problems";
import { runCommand, stackFileOf, UsageError, UserError } from "../cli";
import { writeReport } from "../terminal";
import { planStack } from "../plan/plan";
import { readStackFile } from "../plan/stackFile";
import { advise, stepOf } from "./advise";
import { CHANGES, COLLECTOR_CHANGES } from "./change";
import { type Collector, collectorDocument, collectorsIn, documentsOf, versionsOf } from "./documents";
import { breaks, type UpgradeReport, upgradeLines } from "./output";
import { askProgram, programVersion } from "./program";

const USAGE = `Usage: npm run upgrade -- --stack NAME [--collector VERSION] [--program FILE [--pinned FILE]] [--json]
       npm run upgrade -- --configuration FILE [--from VERSION] [--collector VERSION] ...

Says what newer versions rename, remove, deprecate or do otherwise in what a stack runs: its rendered configurations and
what its settings add to them. It reads no cluster and changes nothing.

  --stack NAME          name of the stack, whose settings are in Pulumi.NAME.yaml
  --configuration FILE  a collector's configuration of your own, in the place of a stack
  --from VERSION        version that the configuration runs on (default: the pinned one)
  --collector VERSION   version of the collector to upgrade to (default: that of --program, or the newest that is known)
  --program FILE        the new collector's program: it checks each configuration itself
  --pinned FILE         program of the version in use: then every value, with defaults, is compared
  --json                print JSON

Exit status: 0 nothing has to change first, 1 something does, 2 wrong usage.`;

interface Arguments {
  readonly stack?: string | undefined;
  readonly configuration?: string | undefined;
  readonly from?: string | undefined;
  readonly collector?: string | undefined;
  readonly program?: string | undefined;
  readonly pinned?: string | undefined;
  readonly json: boolean;
}

/** A report without what the programs say, and the collectors to ask them about. */
interface Looked {
  readonly report: UpgradeReport;
  readonly collectors: readonly Collector[];
}

async function lookAtStack(named: string | undefined, collector: string | undefined): Promise<Looked> {
  const { stack, file } = stackFileOf(named);
  const plan = await planStack(stack, readStackFile(file));
  const { settings, problems } = plan;
  if (!settings || problems.length > 0) throw new UserError(problemsText(problems));
  const versions = versionsOf(settings);
  const documents = documentsOf(plan);
  const steps = CHANGES.map((changes) =>
    stepOf(changes, versions[changes.product], changes.product === "collector" ? collector : undefined),
  );
  const advice = CHANGES.flatMap((changes, index) => {
    const step = steps[index];
    return step === undefined ? [] : advise(changes, step, documents, settings);
  });
  return { report: { subject: `stack ${stack}`, isOwn: false, steps, advice }, collectors: collectorsIn(plan) };
}

function configurationIn(file: string): CollectorConfig {
  if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new UsageError(`--configuration ${file}: there is no such file.`);
  const document = YAML.parseDocument(fs.readFileSync(file, "utf8"));
  const [error] = document.errors;
  if (error) throw new UserError(`${file} is not valid YAML: ${error.message.split("\n")[0] ?? ""}`);
  const config: unknown = document.toJS();
  if (typeof config !== "object" || config === null || Array.isArray(config))
    throw new UserError(`${file} must be a map, as a collector's configuration is.`);
  return config as CollectorConfig;
}

function lookAtFile(file: string, from: string, collector: string | undefined): Looked {
  const own: Collector = { subject: file, config: configurationIn(file), args: [] };
  const step = stepOf(COLLECTOR_CHANGES, from, collector);
  const advice = advise(COLLECTOR_CHANGES, step, [collectorDocument(own)], undefined);
  return { report: { subject: file, isOwn: true, steps: [step], advice }, collectors: [own] };
}

const VERSION = /^v?\d+\.\d+\.\d+$/;

async function main({ stack, configuration, from, collector, program, pinned, json }: Arguments): Promise<number> {
  if ((stack === undefined) === (configuration === undefined))
    throw new UsageError("Name either --stack or --configuration.");
  if (from !== undefined && configuration === undefined) throw new UsageError("--from goes with --configuration.");
  if (pinned !== undefined && program === undefined) throw new UsageError("--pinned goes with --program.");
  for (const [option, version] of [
    ["--collector", collector],
    ["--from", from],
  ] as const)
    if (version !== undefined && !VERSION.test(version))
      throw new UsageError(`${option} ${version}: a version is written like ${IMAGES.collector.tag}.`);
  const target = (collector ?? (program === undefined ? undefined : programVersion(program)))?.replace(/^v/, "");
  const { report: found, collectors } =
    configuration === undefined
      ? await lookAtStack(stack, target)
      : lookAtFile(configuration, from?.replace(/^v/, "") ?? IMAGES.collector.tag, target);
  const report: UpgradeReport =
    program === undefined ? found : { ...found, program: askProgram(program, pinned, collectors) };
  writeReport(report, json, upgradeLines);
  return breaks(report) ? 1 : 0;
}

void runCommand({
  usage: USAGE,
  options: {
    stack: { type: "string" },
    configuration: { type: "string" },
    from: { type: "string" },
    collector: { type: "string" },
    program: { type: "string" },
    pinned: { type: "string" },
    json: { type: "boolean", default: false },
  },
  run: main,
});
