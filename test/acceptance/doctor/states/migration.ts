/** States of a stack that replaces a central collector. */
import { endpointsOf, type Lab, object, SHOP } from "../lab";
import type { State } from "./state";

/** The Service of the central collector, as `MIGRATING` names it. */
const CENTRAL = { namespace: SHOP, name: "central-collector" };

/** The setting of the stack. */
export const MIGRATING = { from: { namespace: CENTRAL.namespace, service: CENTRAL.name } };

const SCRAPED = { "prometheus.io/scrape": "true", "prometheus.io/port": "8080" };

async function central(lab: Lab, ready: boolean): Promise<void> {
  const service = object("v1", "Service", CENTRAL, { spec: { selector: { app: "central" }, ports: [{ port: 4317 }] } });
  await lab.put(service);
  await lab.put(endpointsOf(service, ready));
}

export const MIGRATION_STATES: readonly State[] = [
  {
    made: "a workload still sends to the central collector",
    migrates: true,
    make: async (lab) => {
      await central(lab, true);
      const env = [{ name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: "http://central-collector.shop:4317" }];
      await lab.application({}, { containers: [{ name: "main", image: "registry.example.com/cart:1", env }] });
    },
    check: "sends-to-agents",
    says: /^Pod shop\/cart: its OTEL_EXPORTER_OTLP_ENDPOINT is http:\/\/central-collector\.shop:4317, the central collector's\. .*otel-agent\.open-telemetry\.svc\.cluster\.local:4317/,
  },
  {
    made: "a namespace is still the central collector's",
    migrates: true,
    make: async (lab) => {
      await central(lab, true);
      await lab.application({ annotations: SCRAPED });
    },
    check: "namespaces-migrated",
    says: /^Namespace shop: 1 pod that ask to be scraped are still the central collector's\. kubectl label namespace shop/,
  },
  {
    made: "the central collector has gone before a namespace was switched",
    migrates: true,
    make: async (lab) => {
      await central(lab, false);
      await lab.application({ annotations: SCRAPED });
    },
    check: "namespaces-scraped",
    says: /^Namespace shop: nobody scrapes its 1 pod: it is not the agents', and no pod is behind the Service shop\/central-collector/,
  },
];
