/** `npm run rules -- --stack NAME [--config FILE] [--format FORMAT]` */
import { ruleFiles, ruleOptionsOf } from "../../monitoring/ruleFiles";
import { readOwnRules } from "../../settings/load/ownRules/ownRules";
import { problemsText } from "../../settings/problems";
import { runCommand, stackFileOf, UsageError, UserError } from "../cli";
import { planStack } from "../plan/plan";
import { readStackFile } from "../plan/stackFile";
import { FORMATS, rulesText } from "./formats";

const USAGE = `Usage: npm run rules -- --stack NAME [--config FILE] [--format FORMAT]

Prints the recording and alert rules of a stack, its own and those of alerts.rules, for whoever evaluates them where the stack has no Prometheus of its own.

  --stack NAME    name of the stack, whose settings are in Pulumi.NAME.yaml
  --config FILE   use this stack file instead of Pulumi.NAME.yaml
  --format FORMAT prometheus (default): a rule file; mimir: the same for "mimirtool rules load";
                  operator: a PrometheusRule for the Prometheus Operator

Exit status: 0 success, 1 a problem of the settings, 2 wrong usage.`;

interface Arguments {
  readonly stack?: string | undefined;
  readonly config?: string | undefined;
  readonly format: string;
}

async function main({ format, ...named }: Arguments): Promise<number> {
  const { stack, file } = stackFileOf(named.stack, named.config);
  const known = FORMATS.find((one) => one === format);
  if (known === undefined) throw new UsageError(`--format ${format}: it must be one of ${FORMATS.join(", ")}.`);
  const { settings, problems } = await planStack(stack, readStackFile(file));
  if (settings === undefined) throw new UserError(problemsText(problems));
  const { namespaces } = settings;
  const files = ruleFiles({ ...ruleOptionsOf(settings), delivered: true }, namespaces);
  const { files: own } = readOwnRules(settings.alerts.rules);
  process.stdout.write(rulesText([...Object.values(files), ...own], known, namespaces.monitoring));
  return 0;
}

void runCommand({
  usage: USAGE,
  options: {
    stack: { type: "string" },
    config: { type: "string" },
    format: { type: "string", default: "prometheus" },
  },
  run: main,
});
