import { SECRET, UNKNOWN } from "../../../contract/placeholders";
import { objectAt } from "../../evidence/reading";
import { stackPolicy } from "../../rule";

/**
 * A plan hides what is secret, so that a text in a Secret is none. The engine shows all content to policies: there the
 * rule finds nothing.
 */
export const secretsHidden = stackPolicy(
  { name: "secrets-hidden", description: "Every value of a Secret is a secret of Pulumi." },
  (resources) => {
    const contents = resources
      .filter(({ type }) => type === "kubernetes:core/v1:Secret")
      .map(({ props, urn }) => ({
        urn,
        entries: ["stringData", "data"].flatMap((field) => Object.entries(objectAt(props, field))),
      }));
    const isPlan = contents.some(({ entries }) => entries.some(([, value]) => value === SECRET));
    if (!isPlan) return [];
    return contents.flatMap(({ entries, urn }) =>
      entries
        .filter(([, value]) => value !== SECRET && value !== UNKNOWN)
        .map(([key]) => ({ message: `the value ${key} is not a secret: state and logs show it.`, urn })),
    );
  },
);
