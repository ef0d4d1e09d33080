/** Starts a variant of the matrix: store, proxy and targets, then the agent. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { NAMES, NAMESPACES, NODE_NAME_VARIABLE, serviceHost } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import { compare, expectedOf, storedSamples } from "./verdict/accounting";
import { Agent } from "./parts/agent";
import { API_HOST, API_PORT, VariantCluster } from "./parts/cluster";
import type { FaultCase } from "./faultCase";
import { plannedVariant } from "./plan/planned";
import { VARIANTS, type VariantName } from "./plan/plannedVariant";
import { FaultProxy } from "./parts/proxy";
import { OtlpSender, PUSHED } from "./parts/otlpSender";
import { type ScrapedPod, withFixedTargets } from "./plan/scrapeTargets";
import { mountSmallVolume, unmountSmallVolume } from "./parts/smallVolume";
import { Store } from "./parts/store";
import { type CountingTarget, startCountingTarget } from "./parts/targets";
import type { Variant, VariantContext } from "./variant";

/** The store's host name in the cluster. */
export const STORE_HOST = serviceHost(NAMES.prometheus, NAMESPACES.monitoring);

/** Every run has a second part of its own in its loopback addresses, so that two runs do not meet. */
const NETWORK = `127.${64 + (process.pid % 128)}`;
const TARGET_PORT = 8080;

type TargetShape = Pick<FaultCase, "targets" | "extraTargets">;

async function startTargets(shape: TargetShape, address: (host: number) => string): Promise<CountingTarget[]> {
  const { count, series } = shape.targets ?? { count: 4, series: 10 };
  const names = Array.from({ length: count }, (_, index) => `target-${index}`);
  const options = [
    ...names.map((name) => ({ name, series })),
    ...(shape.extraTargets ?? []).map((extra) => ({ ...extra, series: 0 })),
  ];
  return Promise.all(
    options.map((one, index) => startCountingTarget({ ...one, address: address(20 + index), port: TARGET_PORT })),
  );
}

function scrapedPods(
  targets: readonly CountingTarget[],
  { extraTargets = [] }: TargetShape,
  store: string,
): ScrapedPod[] {
  const intervals = new Map(extraTargets.map(({ name, intervalSeconds }) => [name, intervalSeconds]));
  const pods = targets.map(({ name, address, port }) => {
    const intervalSeconds = intervals.get(name);
    const pod = { name, address, port, application: "counter", namespace: "applications" };
    return intervalSeconds === undefined ? pod : { ...pod, intervalSeconds };
  });
  const prometheus = { name: "prometheus-0", address: store, port: PORTS.prometheus, intervalSeconds: 5 };
  return [...pods, { ...prometheus, application: NAMES.prometheus, namespace: NAMESPACES.monitoring }];
}

/** What ends something that was started; the last one started ends first. */
type Stops = (() => unknown)[];

async function stopAll(stops: Stops): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
}

function mountVolumes(store: Store, agent: Agent, { agentVolumeMiB, storeVolumeMiB }: FaultCase, stops: Stops): void {
  const volumes = [
    ...(storeVolumeMiB ? [{ path: store.data, sizeMiB: storeVolumeMiB }] : []),
    ...(agentVolumeMiB ? agent.queueFolders().map((path) => ({ path, sizeMiB: agentVolumeMiB })) : []),
  ];
  for (const { path, sizeMiB } of volumes) {
    mountSmallVolume(path, sizeMiB);
    stops.push(() => {
      unmountSmallVolume(path);
    });
  }
}

/** What the agent of a variant with an API server is given besides. */
async function accessTo(cluster: VariantCluster, targets: readonly CountingTarget[]) {
  return {
    files: await cluster.start(targets.slice(0, -1)),
    environment: {
      KUBERNETES_SERVICE_HOST: API_HOST,
      KUBERNETES_SERVICE_PORT: String(API_PORT),
      OTEL_K8S_POD_NAME: cluster.agentPod,
      OTEL_K8S_NODE_NAME: cluster.node,
      [NODE_NAME_VARIABLE]: cluster.node,
    },
  };
}

/** Starts a variant: store, proxy and targets first, then the agent. What was started ends when something fails. */
export async function startVariant(context: VariantContext, name: VariantName, faultCase: FaultCase): Promise<Variant> {
  const stops: Stops = [];
  try {
    return await assemble(context, name, faultCase, stops);
  } catch (error) {
    await stopAll(stops);
    throw error;
  }
}

async function assemble(
  context: VariantContext,
  name: VariantName,
  faultCase: FaultCase,
  stops: Stops,
): Promise<Variant> {
  const address = (host: number) => `${NETWORK}.${VARIANTS.indexOf(name) + 1}.${host}`;
  const [proxyAddress, agentAddress, storeAddress, spareAddress] = [address(1), address(2), address(3), address(4)];
  const common = { folder: join(context.folder, name), logs: context.logs };
  mkdirSync(common.folder, { recursive: true });
  const planned = await plannedVariant(name, faultCase.settings ?? {});
  const { prometheus } = context.programs;
  const otelcol = context.programs[name === "chart" ? "otelcol-chart-defaults" : "otelcol"];
  if (!otelcol || !prometheus) throw new Error("a collector and prometheus are needed");

  const endpoint = { address: storeAddress, port: PORTS.prometheus };
  const store = new Store({ ...common, name: `${name}-prometheus`, program: prometheus, endpoint, planned });
  const version1 = faultCase.settings?.version1 ?? false;
  const proxy = new FaultProxy({ address: proxyAddress, port: PORTS.prometheus }, endpoint, version1);
  const targets = await startTargets(faultCase, address);
  stops.push(() => Promise.all(targets.map((target) => target.stop())));
  const cluster = context.cluster && new VariantCluster(context.cluster, name, address(5), planned.rules, agentAddress);
  stops.push(() => cluster?.proxy.stop());
  const config = cluster
    ? planned.agent
    : withFixedTargets(planned.agent, agentAddress, scrapedPods(targets, faultCase, storeAddress));
  const agent = new Agent({
    ...common,
    name: `${name}-agent`,
    program: otelcol,
    busybox: context.busybox,
    address: agentAddress,
    planned: { agent: faultCase.adapt?.(config) ?? config, values: planned.values },
    hosts: { [STORE_HOST]: proxyAddress, ...(cluster && { [API_HOST]: cluster.address }) },
    ...(cluster && (await accessTo(cluster, targets))),
  });
  mountVolumes(store, agent, faultCase, stops);
  stops.push(
    () => store.kill(),
    () => proxy.stop(),
    () => agent.kill(),
  );
  await store.start();
  await proxy.start();
  await agent.start();
  const sender = new OtlpSender(`http://${agentAddress}:${PORTS.otlpHttp}`);
  const expected = () => [...expectedOf(targets), ...sender.accepted];
  return {
    ...{ name, agent, store, proxy, targets, sender, cluster, proxyAddress, spareAddress },
    fault: { from: 0, to: 0 },
    expected,
    account: async () => {
      // What comes meanwhile is not expected yet.
      const wanted = expected();
      const scraped = await storedSamples(store.url);
      const pushed = sender.accepted.length > 0 ? await storedSamples(store.url, PUSHED) : [];
      return compare(wanted, new Map([...scraped, ...pushed]));
    },
    stop: () => stopAll(stops),
  };
}
