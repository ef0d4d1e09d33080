import { namespaceOf, objectName, objectsOf } from "../../evidence/network";
import { at, objectAt } from "../../evidence/reading";
import { stackPolicy, type StackProblem } from "../../rule";

const LOGIN = /backend-config|auth-(url|type|tls-secret)|router\.middlewares/;

/** Jaeger has no login, so that whoever reaches its page reads every trace. */
export const pagesAsk = stackPolicy(
  {
    name: "pages-ask",
    description: "A Jaeger's page has a login in front of it, and a route has the Gateway of its own page.",
  },
  (resources) => {
    const named = (kind: string) => objectsOf(resources, kind);
    const hasLogin = (name: string) =>
      named("BackendConfig").some(
        ({ manifest }) => objectName(manifest) === name && at(manifest, "spec", "iap", "enabled") === true,
      ) ||
      named("GCPBackendPolicy").some(
        ({ manifest }) => objectName(manifest) === name && at(manifest, "spec", "default", "iap", "enabled") === true,
      );
    const open = [...named("Ingress"), ...named("HTTPRoute")]
      .filter(({ manifest }) => objectName(manifest).startsWith("jaeger-"))
      .filter(
        ({ manifest }) => !Object.keys(objectAt(manifest, "metadata", "annotations")).some((key) => LOGIN.test(key)),
      )
      .filter(({ manifest }) => !hasLogin(objectName(manifest)))
      .map(({ manifest, urn }): StackProblem => ({
        message: `the page of ${objectName(manifest)} has no login in front of it.`,
        urn,
      }));
    const lost = named("HTTPRoute")
      .filter(({ manifest }) => {
        const gateways = named("Gateway").filter(({ manifest: other }) => namespaceOf(other) === namespaceOf(manifest));
        return !gateways.some(({ manifest: other }) => objectName(other) === objectName(manifest));
      })
      .map(({ manifest, urn }): StackProblem => ({
        message: `HTTPRoute ${objectName(manifest)} has no Gateway of its own.`,
        urn,
      }));
    return [...open, ...lost];
  },
);
