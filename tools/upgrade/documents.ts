/** What a stack gives each product to read, as documents in which changes are looked for. */
import type { CollectorConfig } from "../../collector/common/model";
import { isOwn } from "../../contract/collector/own";
import { CHARTS, collectorImage, IMAGES } from "../../contract/images";
import { PROJECT, type Settings } from "../../settings/schema/settings";
import { collectorsOf, sidecarConfigsIn } from "../plan/collectors";
import type { PlannedResource } from "../plan/engine";
import type { Plan, PlannedChart } from "../plan/plan";
import type { Product } from "./change";

export interface Document {
  readonly product: Product;
  /** Whose it is, such as `agent`. */
  readonly subject: string;
  readonly content: unknown;
}

/** A collector: what it is told by its configuration and its arguments. */
export interface Collector {
  readonly subject: string;
  readonly config: CollectorConfig;
  /** Arguments besides the configuration. */
  readonly args: readonly string[];
}

const argumentsOf = ({ values }: PlannedChart): readonly string[] =>
  (values["command"] as { readonly extraArgs?: readonly string[] } | undefined)?.extraArgs ?? [];

/** The collectors of a plan: releases and sidecars. */
export function collectorsIn({ charts, resources }: Plan): Collector[] {
  const releases = charts.flatMap((chart) =>
    Object.entries(collectorsOf([chart])).map(([subject, config]) => ({ subject, config, args: argumentsOf(chart) })),
  );
  const sidecars = sidecarConfigsIn(resources).map(({ workload, config }) => ({
    ...{ subject: `sidecar of ${workload}`, config },
    args: [],
  }));
  return [...releases, ...sidecars];
}

/** Feature gates by name, with the sign of those that are turned off. */
function featureGates(args: readonly string[]): Record<string, true> {
  const lists = args.flatMap((arg) => /^--feature-gates=(.*)$/.exec(arg)?.[1]?.split(",") ?? []);
  return Object.fromEntries(lists.map((gate) => [gate.replace(/^\+/, ""), true]));
}

export const collectorDocument = ({ subject, config, args }: Collector): Document => ({
  ...{ product: "collector", subject },
  content: { ...config, feature_gates: featureGates(args) },
});

interface ObjectInputs {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly spec?: {
    readonly template?: {
      readonly spec?: { readonly containers?: readonly { readonly name: string; readonly args?: readonly string[] }[] };
    };
  };
}

const titleOf = ({ kind = "", metadata }: ObjectInputs) =>
  `${kind} ${[metadata?.namespace, metadata?.name].filter((part) => part !== undefined).join("/")}`;

/** The flags of each Prometheus. */
function prometheusDocuments(objects: readonly ObjectInputs[]): Document[] {
  return objects.flatMap((object) =>
    (object.spec?.template?.spec?.containers ?? [])
      .filter(({ name }) => name === "prometheus")
      .map(({ args = [] }): Document => {
        const flags = args.map((arg): [string, string] => {
          const [, name = arg, value = ""] = /^--([^=]+)(?:=(.*))?$/.exec(arg) ?? [];
          return [name, value];
        });
        return { product: "prometheus", subject: titleOf(object), content: { flags: Object.fromEntries(flags) } };
      }),
  );
}

/** The kinds of an object, by the version of the API that it is written in. */
function objectDocuments(objects: readonly ObjectInputs[]): Document[] {
  return objects.flatMap(({ apiVersion, kind, ...object }): Document[] =>
    apiVersion === undefined || kind === undefined
      ? []
      : [{ product: "kubernetes", subject: titleOf({ kind, ...object }), content: { [apiVersion]: { [kind]: true } } }],
  );
}

const inputsOf = ({ inputs }: PlannedResource) => inputs as ObjectInputs;

/** All documents of a plan. */
export function documentsOf(plan: Plan): Document[] {
  const objects = plan.resources.map(inputsOf);
  return [
    ...collectorsIn(plan).map(collectorDocument),
    ...plan.charts.map(({ release, values }): Document => ({ product: "chart", subject: release, content: values })),
    ...prometheusDocuments(objects),
    ...objectDocuments(objects),
  ];
}

/** The versions that a stack runs. The version of its cluster is not known: every change of Kubernetes counts. */
export function versionsOf(settings: Settings): Readonly<Record<Product, string>> {
  return {
    collector: collectorImage(settings.collectorImage).tag,
    chart: CHARTS["opentelemetry-collector"].version,
    prometheus: IMAGES.prometheus.tag.replace(/^v/, ""),
    jaeger: IMAGES.jaeger.tag,
    kubernetes: "1.0",
  };
}

/** The setting that a component comes from, where a stack's settings add it. */
export function settingOf(settings: Settings | undefined, place: readonly string[]): string | undefined {
  const [section, id = ""] = place;
  if (!settings || !isOwn(id)) return undefined;
  const name = id.slice(id.indexOf("/own_") + "/own_".length);
  if (section === "exporters" || section === "extensions") return `${PROJECT}:exporters, "${name}"`;
  const signal = Object.entries(settings.processors).find(([, list]) => list.some((one) => one.name === name))?.[0];
  return `${PROJECT}:processors.${signal ?? "metrics"}, "${name}"`;
}
