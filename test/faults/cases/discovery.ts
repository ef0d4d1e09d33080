/** Faults of the API server, from which an agent learns what to scrape. */
import { type Bench, seconds } from "../runningCase";
import type { Column } from "../variant";
import { type ColumnCluster, ACCOUNT_FOLDER } from "../parts/cluster";
import type { FaultCase } from "../faultCase";

const FAULT_SECONDS = 30;
/** For so long a client may use a token that it has read. */
const TOKEN_CACHE_SECONDS = 70;
const FOUND_SECONDS = 45;

function clusterOf({ cluster }: Column): ColumnCluster {
  if (!cluster) throw new Error("the case has no API server");
  return cluster;
}

/** The target that no pod stands for yet. */
function lateTarget({ targets }: Column) {
  const late = targets.at(-1);
  if (!late) throw new Error("the case has no targets");
  return late;
}

/** Adds a pod, and waits until its target is scraped: discovery works. */
async function findsNewPods(bench: Bench): Promise<void> {
  await bench.each((column) => clusterOf(column).addTarget(lateTarget(column)));
  await scrapesLateTarget(bench);
}

async function scrapesLateTarget(bench: Bench): Promise<void> {
  await bench.each(async (column) => {
    for (let waited = 0; lateTarget(column).answered.length === 0; waited += 1) {
      if (waited > FOUND_SECONDS) throw new Error(`${column.name}: a pod that came after the fault is not scraped`);
      await seconds(1);
    }
  });
  await seconds(3);
}

/** The longest pause between two scrapes of the targets that were there all the time. */
function longestPause({ targets }: Column): string {
  const pauses = targets
    .slice(0, -1)
    .flatMap(({ answered }) => answered.slice(1).map(({ at }, index) => at - (answered[index]?.at ?? at)));
  const longest = Math.max(...pauses) / 1000;
  if (longest > 3) throw new Error(`a known target was not scraped for ${longest.toFixed(1)} s`);
  return `longest pause ${longest.toFixed(1)} s`;
}

const PROMISE = "Known targets are scraped without a pause, nothing is lost, and new pods are found afterwards.";

function discoveryCase(name: string, run: FaultCase["run"]): FaultCase {
  const settings = { enrich: true };
  return {
    name,
    promise: PROMISE,
    settings,
    targets: { count: 5, series: 10 },
    discovery: true,
    run,
    check: longestPause,
  };
}

export const DISCOVERY: readonly FaultCase[] = [
  discoveryCase("API server down for 30 s", async (bench) => {
    await bench.during(
      FAULT_SECONDS,
      (column) => clusterOf(column).proxy.stop(),
      (column) => clusterOf(column).proxy.start(),
    );
    await findsNewPods(bench);
  }),
  discoveryCase("watches closed and listed anew", async (bench) => {
    for (let cut = 0; cut < 10; cut += 1) {
      for (const column of bench.columns) clusterOf(column).proxy.cut();
      await seconds(1);
    }
    await bench.each((column) => clusterOf(column).proxy.stop());
    // An API server that starts anew does not know the version from which a watch wants to go on.
    await bench.cluster?.restart();
    await bench.each(async (column) => {
      await clusterOf(column).addTarget(lateTarget(column));
      await clusterOf(column).proxy.start();
    });
    await scrapesLateTarget(bench);
  }),
  discoveryCase("403 after a role change for 30 s", async (bench) => {
    await bench.during(
      FAULT_SECONDS,
      async (column) => {
        await clusterOf(column).deny();
        // An open watch goes on; a new one is refused.
        clusterOf(column).proxy.cut();
      },
      (column) => clusterOf(column).allow(),
    );
    await findsNewPods(bench);
  }),
  discoveryCase("token rotated", async (bench) => {
    await bench.each(async (column) => {
      column.agent.writeFile(`${ACCOUNT_FOLDER}/token`, await clusterOf(column).newToken());
    });
    await seconds(TOKEN_CACHE_SECONDS);
    await bench.each(async (column) => {
      await clusterOf(column).forgetToken();
      clusterOf(column).proxy.cut();
    });
    await findsNewPods(bench);
  }),
];
