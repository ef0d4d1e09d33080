/**
 * Rules know the default names of a stack's namespaces. A stack that has other names is checked as if it had those: its
 * resources are copied with the default names wherever a name stands for a namespace.
 */
import { CONFIGURATION_KEY } from "../contract/collector/chart";
import { contentOf } from "./evidence/shape";
import type { RegisteredResource } from "./run";

/** Default name of a namespace by its name in the stack. */
export type DefaultNames = Readonly<Record<string, string>>;

/** Keys whose value is a namespace. */
const NAMESPACE_KEYS = new Set(["namespace", "kubernetes.io/metadata.name"]);

/** Key whose value is never about a namespace: kinds of objects in a role, such as `nodes/metrics`, and a container's limits. */
const RESOURCES_KEY = "resources";

/** Separates the name of an object without a namespace from the namespace to which it belongs. */
const CLUSTER_WIDE = ".";

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\-]/g, "\\$&");

/** Places in a text where `name` stands for a namespace: hosts, matchers of queries, relabelling, commands. */
function placesOf(name: string): readonly RegExp[] {
  const word = escaped(name);
  return [
    new RegExp(`(?<=[a-z0-9]\\.)${word}(?=(?:\\.svc(?:\\.cluster\\.local)?)?(?![\\w.-]))`, "g"),
    new RegExp(`(?<=[a-z0-9]\\.)${word}(?=\\.svc\\b)`, "g"),
    new RegExp(`(?<=namespace(?:_name)?=~?\\\\*"(?:[a-z0-9|-]*\\|)?)${word}(?=[|"\\\\])`, "g"),
    new RegExp(`(?<=--namespace )${word}(?![\\w-])`, "g"),
    new RegExp(`(?<=[:^(;]|^)${word}(?=/|;)`, "g"),
  ];
}

/**
 * A copy of resources with the default names of namespaces.
 *
 * @param names default name by name, only of namespaces that have another name
 */
export function withDefaultNames<Resource extends RegisteredResource>(
  resources: readonly Resource[],
  names: DefaultNames,
): Resource[] {
  const renamed = Object.entries(names);
  if (renamed.length === 0) return [...resources];
  const places = renamed.flatMap(([name, own]) => placesOf(name).map((place) => [place, own] as const));

  const text = (value: string): string => {
    const bare = renamed.find(([name]) => value.startsWith(`${name}${CLUSTER_WIDE}`));
    if (bare && /^[a-z0-9-]+$/.test(value.slice(bare[0].length + 1))) return value.slice(bare[0].length + 1);
    if (/^(?:otel|trace|grafana|scraper)-remote-write-credentials$/.test(value)) return value.replace(/^[a-z]+-/, "");
    return places.reduce((changed, [place, own]) => changed.replace(place, own), value);
  };
  const copy = (value: unknown, key?: string): unknown => {
    if (key === RESOURCES_KEY) return value;
    if (key === CONFIGURATION_KEY && typeof value === "string") return JSON.stringify(copy(contentOf(value)));
    if (typeof value === "string")
      return key !== undefined && NAMESPACE_KEYS.has(key) ? (names[value] ?? value) : text(value);
    if (Array.isArray(value)) return value.map((one) => copy(one));
    if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, copy(one, name)]));
  };
  const isNamed = ({ type, inputs }: RegisteredResource) =>
    type.startsWith("kubernetes:core/v1:Namespace") ||
    (inputs["metadata"] as { name?: string } | undefined)?.name === "default-deny";

  /** A Namespace, and what denies everything in it, have the namespace's name in their names and labels too. */
  const ownName = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (_, one: unknown) => (typeof one === "string" ? (names[one] ?? one) : one));

  return resources.map((resource) => ({
    ...resource,
    inputs: copy(isNamed(resource) ? ownName(resource.inputs) : resource.inputs) as Resource["inputs"],
  }));
}
