/** Makes a mocha test of each case: it runs every variant, and fails where ours breaks its promise. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { findBusybox } from "../programs/busybox";
import { findPrograms, type ProgramName } from "../programs/programs";
import { type Scope, startCase } from "./startCase";
import { Cluster } from "./parts/cluster";
import type { VariantContext } from "./variant";
import type { FaultCase } from "./faultCase";
import type { VariantName } from "./plan/plannedVariant";
import { certificateProblems, certificateTexts, certify } from "./verdict/certificate";
import { evaluate } from "./verdict/evaluate";
import { type Cells, cellText, type Figures } from "./verdict/results";

const LOGS = resolve("out", "faults", "logs");

const fileName = (name: string) => name.replace(/[^a-z0-9]+/gi, "-").toLowerCase();

interface Outcome {
  readonly cells: Cells;
  readonly problems: readonly string[];
}

type Parts = Pick<VariantContext, "programs" | "busybox">;

async function runCase(parts: Parts, faultCase: FaultCase, scope: Scope): Promise<Outcome> {
  const logs = join(LOGS, fileName(faultCase.name));
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs, { recursive: true });
  const variants = scope.variants.filter((name) => faultCase.without?.[name] === undefined);
  const groups = faultCase.oneByOne ? variants.map((name) => [name]) : [variants];
  const outcomes: Outcome[] = [];
  for (const group of groups) outcomes.push(await runVariants(parts, logs, faultCase, { ...scope, variants: group }));
  return {
    cells: Object.assign({}, ...outcomes.map(({ cells }) => cells)) as Cells,
    problems: outcomes.flatMap(({ problems }) => problems).map((problem) => `${problem} (logs: ${logs})`),
  };
}

/** Runs variants of a case side by side. */
async function runVariants(parts: Parts, logs: string, faultCase: FaultCase, scope: Scope): Promise<Outcome> {
  const cluster = faultCase.discovery && (await sharedCluster());
  const folder = mkdtempSync(join(tmpdir(), "gke-telemetry-faults-"));
  const startedSeconds = Date.now() / 1000;
  const running = await startCase({ ...parts, folder, logs, ...(cluster && { cluster }) }, faultCase, scope);
  const problems: string[] = [];
  const cells: Partial<Record<VariantName, Figures>> = {};
  try {
    await faultCase.run(running);
    await running.noteAlerts();
    const accounts = await running.settle();
    // Alerts that are raised because the targets have ended by now are no false ones.
    if (!faultCase.noAlerts) await running.noteAlerts();
    for (const [variant, account] of accounts) {
      const evaluated = await evaluate(variant, faultCase, account, running.raisedIn(variant));
      const certified = await certify(variant, startedSeconds);
      cells[variant.name] = { ...evaluated.figures, ...(certified && { certificate: certified.verdict }) };
      problems.push(...evaluated.problems, ...certificateProblems(variant, faultCase, account, certified));
      console.log(
        `      ${variant.name}: ${[cellText(evaluated.figures), ...certificateTexts(certified), ...running.raisedIn(variant)].join(" ")}`,
      );
    }
  } finally {
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return { cells, problems };
}

let starting: Promise<Cluster> | undefined;

/** The API server of the cases about discovery, started by the first of them. */
function sharedCluster(): Promise<Cluster> {
  if (!starting) {
    const folder = mkdtempSync(join(tmpdir(), "gke-telemetry-faults-"));
    process.once("exit", () => {
      rmSync(folder, { recursive: true, force: true });
    });
    starting = Cluster.start(folder, folder);
  }
  return starting;
}

/** Registers the cases with mocha; `done` is told of each case that ran, whether or not its promise was kept. */
export function defineTests(
  title: string,
  cases: readonly FaultCase[],
  scope: Scope,
  done: (faultCase: FaultCase, cells: Cells) => void,
): void {
  describe(title, () => {
    let parts: Parts;
    const needed: ProgramName[] = ["otelcol", "prometheus"];
    if (scope.variants.includes("chart")) needed.push("otelcol-chart-defaults");
    before(async function () {
      this.timeout(0);
      parts = { programs: await findPrograms(needed), busybox: await findBusybox() };
    });
    for (const faultCase of cases) {
      it(faultCase.name, async () => {
        const { cells, problems } = await runCase(parts, faultCase, scope);
        done(faultCase, cells);
        assert.deepEqual(problems, [], `${faultCase.promise}\n${problems.join("\n")}`);
      });
    }
    after(async () => {
      await (await starting)?.stop();
    });
  });
}
