/** `npm run scan [-- --stack NAME] [--chart DIR] [--json]` */
import * as fs from "node:fs";
import * as path from "node:path";
import { planFiles } from "../plan/files";
import { planStack, type Plan } from "../plan/plan";
import { readStackFile } from "../plan/stackFile";
import { UsageError, UserError, runCommand, stackFileOf } from "../cli";
import { makeFolder, writeWhole } from "../files";
import { tell } from "../progress";
import { styler } from "../terminal";
import { problemsText } from "../../settings/problems";
import { reasonFor } from "./accepted";
import { renderCharts, renderedExamples } from "./chart";
import { findCheckov, scanFolder, type Finding, type ScanResult } from "./checkov";

const USAGE = `Usage: npm run scan [-- --stack NAME] [--chart DIR] [--json]

Scans all Kubernetes objects of a stack with Checkov, and the examples of the collector's chart for comparison.

  --stack NAME  name of the stack (default: prod)
  --chart DIR   folder of the collector's chart, whose examples are scanned too (default: Helm downloads the chart)
  --json        print the findings as JSON

Without Helm on PATH, the objects of the collector's chart are not scanned; a warning is printed.
Exit status: 0 if every finding has a reason (tools/scan/accepted.ts), 1 if one has none, 2 wrong usage.`;

/** Writes every object of the plan into a folder of its own; false where the charts' objects are missing. */
function writeManifests(plan: Plan, chart: string | undefined, folder: string): Promise<boolean> {
  fs.rmSync(folder, { recursive: true, force: true });
  makeFolder(folder);
  for (const [name, text] of Object.entries(planFiles(plan)))
    if (name.startsWith("manifests/")) writeWhole(path.join(folder, path.basename(name)), text);
  return renderCharts(plan.charts, chart, folder);
}

const row = (name: string, { objects, passed, findings }: ScanResult, unexplained?: number) =>
  [
    `  ${name.padEnd(44)}`,
    String(objects).padStart(7),
    String(passed).padStart(7),
    String(findings.length).padStart(7),
    unexplained === undefined ? "" : String(unexplained).padStart(12),
  ].join("  ");

const isUnexplained = ({ check, resource }: Finding) => reasonFor(check, resource) === undefined;

interface Scans {
  readonly stack: string;
  readonly ours: ScanResult;
  readonly examples: Readonly<Record<string, ScanResult>>;
}

function lines({ stack, ours, examples }: Scans, stream: NodeJS.WriteStream): string[] {
  const style = styler(stream);
  const unexplained = ours.findings.filter(isUnexplained);
  return [
    style("bold", `  ${"".padEnd(44)}  objects   passed   failed  unexplained`),
    row(`stack ${stack}`, ours, unexplained.length),
    ...Object.entries(examples).map(([name, result]) => row(`chart's example ${name}`, result)),
    "",
    ...ours.findings.map((finding) =>
      isUnexplained(finding)
        ? style("red", `  ✗ ${finding.check} ${finding.resource}: ${finding.name}`)
        : style("dim", `    ${finding.check} ${finding.resource}: ${finding.name}`),
    ),
  ];
}

interface Arguments {
  readonly stack: string;
  readonly chart?: string | undefined;
  readonly json: boolean;
}

async function main({ stack: name, chart, json }: Arguments): Promise<number> {
  const { stack, file } = stackFileOf(name);
  if (chart !== undefined && !fs.existsSync(path.join(chart, "Chart.yaml")))
    throw new UsageError(`--chart ${chart}: there is no Chart.yaml in it.`);
  const plan = await planStack(stack, readStackFile(file));
  if (!plan.settings) throw new UserError(problemsText(plan.problems));

  const checkov = await findCheckov();
  const folder = path.join("out", "scan", stack);
  if (!(await writeManifests(plan, chart, folder)))
    process.stderr.write("Helm is not on PATH: the objects of the collector's chart are not scanned.\n");
  tell(`Scanning stack ${stack}`);
  const ours = await scanFolder(checkov, folder);
  const examples: Record<string, ScanResult> = {};
  for (const [example, rendered] of Object.entries(chart === undefined ? {} : renderedExamples(chart))) {
    tell(`Scanning the chart's example ${example}`);
    examples[example] = await scanFolder(checkov, rendered);
  }
  const scans = { stack, ours, examples };
  process.stdout.write(
    json ? `${JSON.stringify(scans, undefined, 2)}\n` : `${lines(scans, process.stdout).join("\n")}\n`,
  );
  return ours.findings.some(isUnexplained) ? 1 : 0;
}

void runCommand({
  usage: USAGE,
  options: {
    stack: { type: "string", default: "prod" },
    chart: { type: "string" },
    json: { type: "boolean", default: false },
  },
  run: main,
});
