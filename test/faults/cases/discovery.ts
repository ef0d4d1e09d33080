/** Faults of the API server, from which an agent learns what to scrape. */
import { type RunningCase, seconds } from "../runningCase";
import type { Variant } from "../variant";
import { type VariantCluster, ACCOUNT_FOLDER } from "../parts/cluster";
import type { FaultCase } from "../faultCase";

const FAULT_SECONDS = 30;
/** For so long a client may use a token that it has read. */
const TOKEN_CACHE_SECONDS = 70;
const FOUND_SECONDS = 45;

function clusterOf({ cluster }: Variant): VariantCluster {
  if (!cluster) throw new Error("the case has no API server");
  return cluster;
}

/** The target that no pod stands for yet. */
function lateTarget({ targets }: Variant) {
  const late = targets.at(-1);
  if (!late) throw new Error("the case has no targets");
  return late;
}

/** Adds a pod, and waits until its target is scraped: discovery works. */
async function findsNewPods(running: RunningCase): Promise<void> {
  await running.each((variant) => clusterOf(variant).addTarget(lateTarget(variant)));
  await scrapesLateTarget(running);
}

async function scrapesLateTarget(running: RunningCase): Promise<void> {
  await running.each(async (variant) => {
    for (let waited = 0; lateTarget(variant).answered.length === 0; waited += 1) {
      if (waited > FOUND_SECONDS) throw new Error(`${variant.name}: a pod that came after the fault is not scraped`);
      await seconds(1);
    }
  });
  await seconds(3);
}

/** The longest pause between two scrapes of the targets that were there all the time. */
function longestPause({ targets }: Variant): string {
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
  discoveryCase("API server down for 30 s", async (running) => {
    await running.during(
      FAULT_SECONDS,
      (variant) => clusterOf(variant).proxy.stop(),
      (variant) => clusterOf(variant).proxy.start(),
    );
    await findsNewPods(running);
  }),
  discoveryCase("watches closed and listed anew", async (running) => {
    for (let cut = 0; cut < 10; cut += 1) {
      for (const variant of running.variants) clusterOf(variant).proxy.cut();
      await seconds(1);
    }
    await running.each((variant) => clusterOf(variant).proxy.stop());
    // An API server that starts anew does not know the version from which a watch wants to go on.
    await running.cluster?.restart();
    await running.each(async (variant) => {
      await clusterOf(variant).addTarget(lateTarget(variant));
      await clusterOf(variant).proxy.start();
    });
    await scrapesLateTarget(running);
  }),
  discoveryCase("403 after a role change for 30 s", async (running) => {
    await running.during(
      FAULT_SECONDS,
      async (variant) => {
        await clusterOf(variant).deny();
        // An open watch goes on; a new one is refused.
        clusterOf(variant).proxy.cut();
      },
      (variant) => clusterOf(variant).allow(),
    );
    await findsNewPods(running);
  }),
  discoveryCase("token rotated", async (running) => {
    await running.each(async (variant) => {
      variant.agent.writeFile(`${ACCOUNT_FOLDER}/token`, await clusterOf(variant).newToken());
    });
    await seconds(TOKEN_CACHE_SECONDS);
    await running.each(async (variant) => {
      await clusterOf(variant).forgetToken();
      clusterOf(variant).proxy.cut();
    });
    await findsNewPods(running);
  }),
];
