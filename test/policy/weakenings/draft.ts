/** A planned stack that a weakening may change, and what a weakening is. */
import assert from "node:assert/strict";
import * as YAML from "yaml";
import { CONFIGURATION_KEY } from "../../../contract/collector/chart";
import type { RegisteredResource } from "../../../policy/run";

export type Tree = Record<string, unknown>;

/** Why a reviewer objects, and the change. */
export type Weakening = readonly [why: string, change: (stack: Draft) => void];

/** Weakenings of one subject, by id. */
export type Weakenings = Readonly<Record<string, Weakening>>;

interface CollectorChart {
  readonly namespace: string;
  readonly values: { readonly alternateConfig: Tree; readonly configMap?: { readonly existingName: string } };
}

const holderOf = (tree: Tree, keys: readonly string[]) =>
  keys.reduce((inner, key) => (inner[key] ??= {}) as Tree, tree);

/** Sets the value at a JSON pointer without its first slash; undefined removes it, and `+` appends to a list. */
function setAt(tree: Tree, path: string, value: unknown): void {
  const keys = path.split("/").map((key) => key.replaceAll("~1", "/"));
  const last = keys.pop() ?? "";
  if (last === "+") {
    const list = keys.pop() ?? "";
    ((holderOf(tree, keys)[list] ??= []) as unknown[]).push(value);
    return;
  }
  const holder = holderOf(tree, keys);
  if (value !== undefined) holder[last] = value;
  else if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else Reflect.deleteProperty(holder, last);
}

/** A plan's resources, of which those are copied that change. They are named by the end of `type/logical name`. */
export class Draft {
  private readonly items: RegisteredResource[];
  private readonly copied = new Set<RegisteredResource>();

  /** @param stands what is changed in the place of a resource, by name. Default: nothing */
  constructor(
    planned: readonly RegisteredResource[],
    private readonly stands: Readonly<Record<string, string>> = {},
  ) {
    this.items = [...planned];
  }

  /** Whether a resource has been changed. */
  hasChanged(resource: string): boolean {
    return [...this.copied].some(({ type, name }) => `${type}/${name}`.endsWith(resource));
  }

  get resources(): readonly RegisteredResource[] {
    return this.items;
  }

  /** A resource that may be changed. */
  find(named: string): RegisteredResource {
    const resource = this.stands[named] ?? named;
    const index = this.items.findIndex(({ type, name }) => `${type}/${name}`.endsWith(resource));
    const found = this.items[index];
    assert.ok(found, resource);
    if (this.copied.has(found)) return found;
    const copy = structuredClone(found);
    this.copied.add(copy);
    this.items[index] = copy;
    return copy;
  }

  /** Sets a value. Of a collector's configuration, pods mount a copy, which changes too: the program makes both. */
  set(resource: string, path: string, value: unknown): void {
    const { inputs } = this.find(resource);
    setAt(inputs, path, value);
    if (path.startsWith(`${CONFIG}/`)) this.mount(inputs as unknown as CollectorChart);
  }

  private mount({ namespace, values: { alternateConfig, configMap } }: CollectorChart): void {
    // A component's values have none yet.
    if (!configMap) return;
    const mounted = this.items.find(({ type, inputs }) => {
      const { name, namespace: own } = (inputs["metadata"] ?? {}) as Tree;
      return type.endsWith(":ConfigMap") && name === configMap.existingName && own === namespace;
    });
    assert.ok(mounted, configMap.existingName);
    const { data } = this.find(`${mounted.type}/${mounted.name}`).inputs as { data: Record<string, string> };
    data[CONFIGURATION_KEY] = JSON.stringify(alternateConfig);
  }

  /** Changes what a text of a ConfigMap contains, as YAML or JSON. */
  text(resource: string, key: string, path: string, value: unknown): void {
    const data = (this.find(resource).inputs as { data: Record<string, string> }).data;
    const content = YAML.parse(data[key] ?? "") as Tree;
    setAt(content, path, value);
    data[key] = JSON.stringify(content);
  }

  remove(...resources: readonly string[]): void {
    for (const resource of resources) this.items.splice(this.items.indexOf(this.find(resource)), 1);
  }

  /** Adds a resource of any type. */
  add(type: string, name: string, inputs: Tree): void {
    this.items.push({ type, name, inputs, protect: false, urn: `urn:pulumi:prod::gke-telemetry::${type}::${name}` });
  }

  /** Adds a Kubernetes object. */
  object(apiVersion: string, kind: string, name: string, namespace: string, fields: Tree): void {
    const group = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
    this.add(`kubernetes:${group}:${kind}`, name, { apiVersion, kind, metadata: { name, namespace }, ...fields });
  }

  protect(resource: string, protect: boolean): void {
    Object.assign(this.find(resource), { protect });
  }
}

export const CONTAINER = "spec/template/spec/containers/0";
export const POD = "spec/template/spec";
export const AGENT = "Chart/otel";
export const CANARY_AGENT = "Chart/otel-canary";
export const GATEWAY = "Chart/trace-gateway";
export const SAMPLER = "Chart/trace-sampler";
export const PROMETHEUS = "StatefulSet/metrics";
export const GRAFANA = "Deployment/grafana";
export const EXPORTER = "DaemonSet/node-exporter";
export const JAEGER = "StatefulSet/jaeger-shop";
export const CONFIG = "values/alternateConfig";

/** A change of one value of one resource. */
export const set =
  (resource: string, path: string, value: unknown): Weakening[1] =>
  (stack) => {
    stack.set(resource, path, value);
  };

/** A change of one value in a text of a ConfigMap. */
export const text =
  (resource: string, key: string, path: string, value: unknown): Weakening[1] =>
  (stack) => {
    stack.text(resource, key, path, value);
  };

/** Several changes. */
export const all =
  (...changes: readonly Weakening[1][]): Weakening[1] =>
  (stack) => {
    for (const change of changes) change(stack);
  };

export const remove =
  (...resources: readonly string[]): Weakening[1] =>
  (stack) => {
    stack.remove(...resources);
  };

export const object =
  (...[apiVersion, kind, name, namespace, fields]: Parameters<Draft["object"]>): Weakening[1] =>
  (stack) => {
    stack.object(apiVersion, kind, name, namespace, fields);
  };

export const add =
  (type: string, name: string, inputs: Tree): Weakening[1] =>
  (stack) => {
    stack.add(type, name, inputs);
  };
