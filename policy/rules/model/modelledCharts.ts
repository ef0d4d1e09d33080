import { entriesOf } from "../../model";
import { modelPolicy } from "../../model/policy";

/** A chart renders whatever its values say. */
export const modelledCharts = modelPolicy(
  { name: "modelled-charts", description: "Charts are those of the model, from its repositories, with its values." },
  entriesOf("kubernetes:helm.sh/v4:Chart", "gke-telemetry:"),
);
