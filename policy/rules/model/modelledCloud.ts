import { entriesOf } from "../../model";
import { modelPolicy } from "../../model/policy";

/** What is beside the cluster can open it. */
export const modelledCloud = modelPolicy(
  { name: "modelled-cloud", description: "The resources of Google Cloud have the arguments of the model." },
  entriesOf("gcp:", "pulumi:"),
);
