/** The price of a stack in its plan. */
import { clusterFacts } from "../../facts/cluster";
import type { GkeClusterSettings, Settings } from "../../settings/schema/settings";
import { zonesOf } from "../../settings/sizing/load";
import type { Plan } from "../plan/plan";
import { billOf, billText, type PricedNodes } from "./bill";

/** The nodes of a cluster that a stack creates. */
function pricedNodes({ location, nodePool }: GkeClusterSettings): PricedNodes {
  const { machineType, spot, diskGiB, minNodes, maxNodes } = nodePool;
  const zones = zonesOf(location);
  return { location, machineType, spot, diskGiB, least: minNodes * zones, most: maxNodes * zones };
}

const isPlanned = (plan: Plan): plan is Plan & { readonly settings: Settings } => plan.settings !== undefined;

/** The plan with what it costs among its forecasts. Only the price of a cluster that the stack creates is known. */
export function withPrice(plan: Plan): Plan {
  const gke = plan.settings && clusterFacts(plan.settings.cluster).gke;
  if (!gke || !isPlanned(plan)) return plan;
  return { ...plan, forecast: { ...plan.forecast, price: billText(billOf(plan, pricedNodes(gke))) } };
}
