/** `npm run test:compliance [-- WRITER ...]`: the senders' tests of github.com/prometheus/compliance against our agents. */
import { existsSync } from "node:fs";
import { runCommand, UsageError, UserError } from "../../tools/cli";
import { type Writer, WRITER_NAMES } from "../programs/scrapingAgent";
import { findPrograms } from "../programs/programs";
import { keepColumn, readOutcomes } from "./results";
import { runSuite, SUITES, type Version } from "./suites";
import { unexplained, writeTables } from "./table";

const USAGE = `Usage: COMPLIANCE_DIR=<folder> npm run test:compliance [-- WRITER ...]

Runs the senders' tests of github.com/prometheus/compliance against the agent's configuration, and writes their
outcomes into docs/reliability.md. Takes about ten minutes for each writer.

  WRITER          ${WRITER_NAMES.join(", ")} (default: all)
  COMPLIANCE_DIR  a clone of https://github.com/prometheus/compliance with its history; nothing in it is changed`;

function checkout(): string {
  const folder = process.env["COMPLIANCE_DIR"];
  if (folder === undefined || !existsSync(folder))
    throw new UserError(
      [
        `COMPLIANCE_DIR is ${folder ?? "not set"}, and the tests are in no package. Run:`,
        "  git clone https://github.com/prometheus/compliance /tmp/compliance",
        "  COMPLIANCE_DIR=/tmp/compliance npm run test:compliance",
      ].join("\n"),
    );
  return folder;
}

function writersOf(names: readonly string[]): readonly Writer[] {
  const unknown = names.filter((name) => !WRITER_NAMES.some((writer) => writer === name));
  if (unknown.length > 0) throw new UsageError(`${unknown.join(", ")}: not one of ${WRITER_NAMES.join(", ")}.`);
  return WRITER_NAMES.filter((writer) => names.length === 0 || names.includes(writer));
}

async function main(names: readonly string[]): Promise<number> {
  const writers = writersOf(names);
  const folder = checkout();
  const { otelcol } = await findPrograms(["otelcol"]);
  if (otelcol === undefined) throw new Error("a collector is needed");
  const news: string[] = [];
  for (const version of Object.keys(SUITES) as Version[]) {
    for (const writer of writers) {
      const outcomes = readOutcomes(await runSuite(folder, version, writer, otelcol));
      keepColumn(version, writer, outcomes);
      const all = Object.values(outcomes);
      console.log(`remote write ${version}, ${writer}: ${all.filter(({ passed }) => passed).length} of ${all.length}`);
      news.push(...unexplained(version, outcomes).map((name) => `${writer} fails ${name} (remote write ${version})`));
    }
  }
  writeTables();
  for (const line of news) console.log(line);
  return news.length > 0 ? 1 : 0;
}

void runCommand({ usage: USAGE, options: {}, allowPositionals: true, run: (_values, names) => main(names) });
