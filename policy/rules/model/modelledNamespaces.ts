import { entriesOf } from "../../model";
import { modelPolicy } from "../../model/policy";

/** What is enforced in a namespace holds for all of its pods. */
export const modelledNamespaces = modelPolicy(
  { name: "modelled-namespaces", description: "Namespaces have the Pod Security labels of the model." },
  entriesOf("Namespace"),
);
