/** The settings that follow for the agents' canary. */
import type { Settings } from "./settings";

/** A stack's settings as its canary has them; undefined without one. Their agents run on the canary's nodes alone. */
export function canarySettings<Some extends Pick<Settings, "agent" | "collectorImage">>(
  settings: Some,
): Some | undefined {
  const { canary, ...agent } = settings.agent;
  if (!canary) return undefined;
  const { nodeSelector, collectorImage = settings.collectorImage, ...overrides } = canary;
  return {
    ...settings,
    collectorImage,
    agent: { ...agent, ...overrides, nodeSelector: { ...agent.nodeSelector, ...nodeSelector } },
  };
}
