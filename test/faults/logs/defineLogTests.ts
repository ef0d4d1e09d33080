/** Makes a mocha test of each case about logs: it runs every variant, and fails where a promise is broken. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { findBusybox } from "../../programs/busybox";
import { findPrograms, type Programs } from "../../programs/programs";
import type { LogCase } from "./logCase";
import { type LogContext, LogNode } from "./logNode";
import { logCellText, type LogCells } from "./logTable";
import type { LogVariantName } from "./plannedLogs";

const LOGS = resolve("out", "faults", "logs");

/** How much of the cases runs. */
export interface LogScope {
  readonly variants: readonly LogVariantName[];
  /** Factor of every duration. */
  readonly pace: number;
}

async function runVariant(context: LogContext, name: LogVariantName, logCase: LogCase) {
  const node = await LogNode.start(context, name, logCase);
  try {
    await logCase.run(node);
    const account = await node.settle();
    const problems: string[] = [];
    const extra = await logCase.check?.(node).catch((error: unknown) => {
      problems.push(String(error));
      return undefined;
    });
    const [mayLose, mayBeTwice] = [logCase.mayLose?.(account, node) ?? 0, logCase.mayBeTwice?.(account, node) ?? 0];
    if (account.written === 0) problems.push("no line was written");
    if (account.lost > mayLose) problems.push(`lost ${account.lost} of ${account.written} lines, ${mayLose} may be`);
    if (account.twice > mayBeTwice) problems.push(`${account.twice} lines are there twice, ${mayBeTwice} may be`);
    return { text: logCellText(account, extra), problems: problems.map((problem) => `${name}: ${problem}`) };
  } finally {
    await node.stop();
  }
}

/** Registers the cases with mocha; `done` is told of each case that ran. */
export function defineLogTests(
  title: string,
  cases: readonly LogCase[],
  { variants, pace }: LogScope,
  done: (logCase: LogCase, cells: LogCells) => void,
): void {
  describe(title, () => {
    let programs: LogContext["programs"];
    let busybox: string;
    before(async function () {
      this.timeout(0);
      programs = (await findPrograms(["otelcol", "victoria-logs"])) as Programs;
      busybox = await findBusybox();
    });
    for (const logCase of cases) {
      it(`of logs: ${logCase.name}`, async () => {
        const folder = mkdtempSync(join(tmpdir(), "gke-telemetry-faults-"));
        const logs = join(LOGS, `logs-${logCase.name.replace(/[^a-z0-9]+/gi, "-").toLowerCase()}`);
        rmSync(logs, { recursive: true, force: true });
        mkdirSync(logs, { recursive: true });
        const names = variants.filter((name) => logCase.without?.[name] === undefined);
        try {
          const groups = logCase.oneByOne ? names.map((name) => [name]) : [names];
          const outcomes: [LogVariantName, Awaited<ReturnType<typeof runVariant>>][] = [];
          const context = { programs, busybox, folder, logs, pace };
          for (const group of groups)
            outcomes.push(
              ...(await Promise.all(
                group.map(async (name): Promise<(typeof outcomes)[number]> => [
                  name,
                  await runVariant(context, name, logCase),
                ]),
              )),
            );
          for (const [name, { text }] of outcomes) console.log(`      ${name}: ${text}`);
          done(logCase, Object.fromEntries(outcomes.map(([name, { text }]) => [name, text])));
          const problems = outcomes.flatMap(([, outcome]) => outcome.problems);
          assert.deepEqual(problems, [], `${logCase.promise}\n${problems.join("\n")} (logs: ${logs})`);
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      });
    }
  });
}
