import { ownAdditions, type OwnAdditions } from "../../evidence/ownMetadata";
import { stackPolicy } from "../../rule";

const NAMES: Readonly<Record<keyof OwnAdditions, string>> = {
  labels: "labels",
  annotations: "annotations",
  pullSecrets: "pull secrets",
};

/** A ServiceMonitor has the labels by which somebody's Prometheus selects it. */
const isSelected = (type: string, part: keyof OwnAdditions) => part === "labels" && type.endsWith(":ServiceMonitor");

/** The most frequent of some texts. */
function usual(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}

/** What is added to everything is a setting. What is added to one object makes somebody act on this one. */
export const ownMetadata = stackPolicy(
  {
    name: "own-metadata",
    description: "Labels, annotations and pull secrets besides those of the model are the same on everything.",
  },
  (resources) => {
    const added = resources.flatMap(({ type, props, urn }) => {
      const additions = ownAdditions(type, props);
      return additions === undefined ? [] : [{ type, urn, additions }];
    });
    return (Object.keys(NAMES) as (keyof OwnAdditions)[]).flatMap((part) => {
      const expected = usual(added.flatMap(({ additions }) => additions[part]));
      return added
        .filter(({ type, additions }) => !isSelected(type, part) && additions[part].some((text) => text !== expected))
        .map(({ urn }) => ({ message: `has other ${NAMES[part]} than the rest of the stack.`, urn }));
    });
  },
);
