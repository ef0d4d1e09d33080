/** What a stack costs in a month on GKE, by list prices. */
import { clusterFacts } from "../../facts/cluster";
import type { Settings } from "../../settings/schema/settings";
import { BYTES_PER_GIB, BYTES_PER_KIB, countText, SECONDS_PER_HOUR } from "../../settings/sizing/units";
import type { Plan } from "../plan/plan";
import { isListedMachine, machineHour, PRICE_DATE, PRICES, type RegionPrices, regionPrices } from "./prices";
import { onNodes, requestsOf, type Requested } from "./requests";

const HOURS_PER_MONTH = 730;

/** The nodes of a GKE cluster. */
export interface PricedNodes {
  readonly location: string;
  readonly machineType: string;
  readonly spot: boolean;
  readonly diskGiB: number;
  /** Fewest and most nodes of the whole cluster. */
  readonly least: number;
  readonly most: number;
}

/** US dollars a month, with the fewest and with the most nodes. */
interface Range {
  readonly least: number;
  readonly most: number;
}

export interface Bill {
  readonly nodes: PricedNodes;
  /** Region and date of the prices. */
  readonly region: string;
  readonly date: string;
  /** What the stack adds to its cluster: its pods by what they request, and its volumes. */
  readonly pods: Range;
  readonly volumes: Range;
  /** Logs of pods that the nodes send to Cloud Logging, above what is free, where the settings say how much they are. */
  readonly logs: number;
  /** Fee of the cluster, and its nodes with their disks, which the stack's pods share with others. */
  readonly clusterFee: number;
  /** One node with its disk; undefined for a machine type whose size its name does not tell. */
  readonly node: number | undefined;
  /** What is not as listed, as sentences. */
  readonly notes: readonly string[];
}

const month = (hour: number) => hour * HOURS_PER_MONTH;

/** GiB of log text that the nodes of a stack send to Cloud Logging in a month, as far as the settings say how much. */
function cloudLogsGiB({ cluster, logs }: Settings): number {
  if (!logs || clusterFacts(cluster).gke?.logs !== "workloads") return 0;
  return (logs.expectedKiBPerSecond * BYTES_PER_KIB * SECONDS_PER_HOUR * HOURS_PER_MONTH) / BYTES_PER_GIB;
}

function notesOf({ location, machineType, spot }: PricedNodes, prices: RegionPrices): string[] {
  const { region, series } = prices;
  return [
    ...(location.replace(/-[a-z]$/, "") === region
      ? []
      : [`the list has no prices of ${location}: these are of ${region}`]),
    ...(isListedMachine(prices, machineType)
      ? []
      : [
          `the list has no price of ${machineType} in ${region}: pods have that of ${series.toUpperCase()}, which is lower`,
        ]),
    ...(spot ? ["Google changes prices of spot machines up to once a month"] : []),
  ];
}

const podsPrice = ({ processorHour, gibHour }: RegionPrices, { processors, memoryGiB }: Requested) =>
  month(processors * processorHour + memoryGiB * gibHour);

/** The bill of a plan on these nodes. */
export function billOf(plan: Plan & { readonly settings: Settings }, nodes: PricedNodes): Bill {
  const prices = regionPrices(nodes.location, nodes.machineType, nodes.spot);
  const { node, least, most } = requestsOf(plan);
  const all = { least: onNodes(node, least, nodes.least), most: onNodes(node, most, nodes.most) };
  const each = (price: (requested: Requested) => number): Range => ({ least: price(all.least), most: price(all.most) });
  const hour = machineHour(prices, nodes.machineType);
  return {
    nodes,
    region: prices.region,
    date: PRICE_DATE,
    pods: each((requested) => podsPrice(prices, requested)),
    volumes: each(({ volumesGiB }) => volumesGiB * prices.diskGibMonth),
    logs: Math.max(0, cloudLogsGiB(plan.settings) - PRICES.freeLogsGibMonth) * PRICES.logsGib,
    clusterFee: month(PRICES.clusterHour),
    node: hour === undefined ? undefined : month(hour) + nodes.diskGiB * prices.diskGibMonth,
    notes: notesOf(nodes, prices),
  };
}

const dollars = (amount: number) => `$${countText(amount)}`;

function rangeText({ least, most }: Range): string {
  return Math.round(least) === Math.round(most) ? dollars(most) : `${dollars(least)} to ${dollars(most)}`;
}

/** What the stack adds, in all. */
export function addedPrice({ pods, volumes, logs }: Bill): Range {
  return { least: pods.least + volumes.least + logs, most: pods.most + volumes.most + logs };
}

/** The bill in one sentence, for reports. */
export function billText(bill: Bill): string {
  const { nodes, region, date, pods, volumes, logs, clusterFee, node, notes } = bill;
  const count = nodes.least === nodes.most ? `${nodes.most}` : `${nodes.least} to ${nodes.most}`;
  const parts = [
    `${rangeText(pods)} for what its pods request`,
    `${rangeText(volumes)} for volumes`,
    ...(logs > 0 ? [`${dollars(logs)} for Cloud Logging`] : []),
  ];
  const machine = node === undefined ? "the nodes" : `${dollars(node)} for each ${nodes.machineType} with its disk`;
  return [
    `about ${rangeText(addedPrice(bill))} a month with ${count} nodes, ${parts.join(", ")}`,
    `the cluster itself: ${dollars(clusterFee)}, and ${machine}`,
    `list prices of ${region}, ${date}, without traffic`,
    ...notes,
  ].join("; ");
}
