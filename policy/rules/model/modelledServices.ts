import { entriesOf } from "../../model";
import { PAGE_KINDS } from "../../model/parts/pages";
import { modelPolicy } from "../../model/policy";

/** A name or a page leads to the pods that it is meant for. */
export const modelledServices = modelPolicy(
  {
    name: "modelled-services",
    description: "Services and Ingresses lead to the pods of their part, and Ingresses serve TLS and a login.",
  },
  entriesOf("Service", "ServiceMonitor", ...PAGE_KINDS),
);
