import { entriesOf } from "../../model";
import { modelPolicy } from "../../model/policy";

/** A field that nobody reads can undo what all others promise. */
export const modelledWorkloads = modelPolicy(
  {
    name: "modelled-workloads",
    description: "Workloads, accounts and volumes have the fields of the model, and no others.",
  },
  entriesOf(
    "DaemonSet",
    "Deployment",
    "StatefulSet",
    "ServiceAccount",
    "PersistentVolumeClaim",
    "HorizontalPodAutoscaler",
    "PodDisruptionBudget",
    "PriorityClass",
  ),
);
