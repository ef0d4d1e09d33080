/** The agents' canary: the release whose pods replace the other agents on some nodes. */
import { canaryNames, agentNames } from "../../contract/names";
import { canarySettings } from "../../settings/schema/canarySettings";
import type { ChartValues } from "../common/chartValues";
import { agentParts, type AgentPartsSettings, type AgentSurroundings } from "./values";

/**
 * The chart's values for the canary; undefined without one.
 *
 * @param surroundings those of the other agents, with the canary's image
 */
export function canaryValues(
  settings: AgentPartsSettings,
  { names = agentNames(), ...surroundings }: AgentSurroundings,
): ChartValues | undefined {
  const own = canarySettings(settings);
  if (!own) return undefined;
  const { values } = agentParts(own, { ...surroundings, names: canaryNames(names) });
  return {
    ...values,
    serviceAccount: { create: false, name: names.serviceAccount },
    clusterRole: { create: false },
  };
}
