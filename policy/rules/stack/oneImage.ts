import { VALUES_INPUTS } from "../../../contract/collector/chart";
import { agentNames, canaryNames } from "../../../contract/names";
import { objectAt, textAt } from "../../evidence/reading";
import { stackPolicy } from "../../rule";

/** The release that gets another image first. */
const CANARY = canaryNames(agentNames()).release;

/** A collector with another image than the others was changed by hand, or by somebody else. */
export const oneImage = stackPolicy(
  { name: "one-image", description: "Agents, gateway and samplers run the same image, but for the agents' canary." },
  (resources) => {
    const images = resources.flatMap(({ props, urn }) =>
      VALUES_INPUTS.filter((input) => textAt(props, input, "fullnameOverride") !== CANARY)
        .map((input) => objectAt(props, input, "image"))
        .filter((image) => textAt(image, "repository") !== "")
        .map((image) => ({ urn, image: ["repository", "tag", "digest"].map((key) => textAt(image, key)).join(" ") })),
    );
    const first = images[0]?.image;
    return images
      .filter(({ image }) => image !== first)
      .map(({ urn }) => ({ message: "its collector has another image than the other collectors of the stack.", urn }));
  },
);
