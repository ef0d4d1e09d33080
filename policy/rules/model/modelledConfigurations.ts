import { entriesOf } from "../../model";
import { modelPolicy } from "../../model/policy";

/** A configuration decides where data goes and who may ask. */
export const modelledConfigurations = modelPolicy(
  { name: "modelled-configurations", description: "ConfigMaps have the keys and the content of the model." },
  entriesOf("ConfigMap"),
);
