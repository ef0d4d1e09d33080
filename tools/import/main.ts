/** `npm run import -- values.yaml [--kind KIND] [--out FILE]`: a stack file in the place of a chart's values. */
import * as fs from "node:fs";
import { runCommand, UsageError } from "../cli";
import { writeWhole } from "../files";
import { importValues } from "./import";
import { type Kind, KIND_NAMES } from "./kinds/kinds";
import { importLines } from "./output";

const USAGE = `Usage: npm run import -- VALUES [--kind KIND] [--out FILE] [--json]

Makes a stack file of a values file that was written for another chart, and says what became of each value.
The stack file is printed, and the report goes to standard error; with --out, the report is printed.

  VALUES       values file of opentelemetry-collector, kube-prometheus-stack or k8s-monitoring
  --kind KIND  ${KIND_NAMES.join(", ")} (default: what the file shows)
  --out FILE   write the stack file, such as Pulumi.NAME.yaml; a file that exists is not overwritten
  --json       print everything as JSON

Secrets of the values file are neither printed nor written. Exit status: 0 success, 1 the file cannot be read, 2 wrong usage.`;

interface Arguments {
  readonly kind?: string | undefined;
  readonly out?: string | undefined;
  readonly json: boolean;
}

function kindNamed(name: string | undefined): Kind | undefined {
  if (name === undefined) return undefined;
  const kind = KIND_NAMES.find((one) => one === name);
  if (!kind) throw new UsageError(`--kind ${name}: one of ${KIND_NAMES.join(", ")}.`);
  return kind;
}

function main({ kind, out, json }: Arguments, files: readonly string[]): number {
  const [file] = files;
  if (file === undefined || files.length > 1) throw new UsageError("Name one values file.");
  if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) throw new UsageError(`${file}: there is no such file.`);
  if (out !== undefined && fs.existsSync(out)) throw new UsageError(`--out ${out}: the file exists already.`);
  const imported = importValues(file, fs.readFileSync(file, "utf8"), kindNamed(kind));
  const text = (lines: readonly string[]) => `${lines.join("\n")}\n`;
  if (out !== undefined) writeWhole(out, imported.stackFile);
  if (json) process.stdout.write(text([JSON.stringify(imported, undefined, 2)]));
  else if (out === undefined) {
    process.stderr.write(text(importLines(imported, file, process.stderr)));
    process.stdout.write(imported.stackFile);
  } else process.stdout.write(text([...importLines(imported, file, process.stdout), "", `Written to ${out}`]));
  return 0;
}

void runCommand({
  usage: USAGE,
  allowPositionals: true,
  options: { kind: { type: "string" }, out: { type: "string" }, json: { type: "boolean", default: false } },
  run: main,
});
