/** The price of a stack in its plan. */
import { clusterFacts } from "../../facts/cluster";
import type { GkeClusterSettings, Settings } from "../../settings/schema/settings";
import { zonesOf } from "../../settings/sizing/load";
import type { Plan } from "../plan/plan";
import { type Bill, billOf, billText, type PricedNodes } from "./bill";

/** The nodes of a cluster that a stack creates. */
function pricedNodes({ location, nodePool }: GkeClusterSettings): PricedNodes {
  const { machineType, spot, diskGiB, minNodes, maxNodes } = nodePool;
  const zones = zonesOf(location);
  return { location, machineType, spot, diskGiB, least: minNodes * zones, most: maxNodes * zones };
}

/** The bill of a plan; undefined where its nodes are not known. */
export function priceOf(plan: Plan): Bill | undefined {
  const gke = plan.settings && clusterFacts(plan.settings.cluster).gke;
  return gke && isPlanned(plan) ? billOf(plan, pricedNodes(gke)) : undefined;
}

const isPlanned = (plan: Plan): plan is Plan & { readonly settings: Settings } => plan.settings !== undefined;

/** The plan with what it costs among its forecasts. Only the price of a cluster that the stack creates is known. */
export function withPrice(plan: Plan): Plan {
  const bill = priceOf(plan);
  return bill ? { ...plan, forecast: { ...plan.forecast, price: billText(bill) } } : plan;
}
