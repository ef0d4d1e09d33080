import { VALUES_INPUTS } from "../../../contract/collector/chart";
import { objectAt, textAt } from "../../evidence/reading";
import { stackPolicy } from "../../rule";

/** A collector with another image than the others was changed by hand, or by somebody else. */
export const oneImage = stackPolicy(
  { name: "one-image", description: "Agents, gateway and samplers run the same image." },
  (resources) => {
    const images = resources.flatMap(({ props, urn }) =>
      VALUES_INPUTS.map((input) => objectAt(props, input, "image"))
        .filter((image) => textAt(image, "repository") !== "")
        .map((image) => ({ urn, image: ["repository", "tag", "digest"].map((key) => textAt(image, key)).join(" ") })),
    );
    const first = images[0]?.image;
    return images
      .filter(({ image }) => image !== first)
      .map(({ urn }) => ({ message: "its collector has another image than the other collectors of the stack.", urn }));
  },
);
