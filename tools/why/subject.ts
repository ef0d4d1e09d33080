/** What a person asks about. */
import { UsageError } from "../cli";

const KINDS = ["pod", "service", "node", "metric", "trace"] as const;

export interface Subject {
  readonly kind: (typeof KINDS)[number];
  readonly name: string;
}

/** Short names, as kubectl has them. */
const SHORT: Readonly<Record<string, Subject["kind"]>> = {
  po: "pod",
  pods: "pod",
  svc: "service",
  services: "service",
  no: "node",
  nodes: "node",
};

const NAMES: Readonly<Record<Subject["kind"], RegExp>> = {
  pod: /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/,
  service: /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/,
  node: /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/,
  metric: /^[a-zA-Z_:][a-zA-Z0-9_:.]*$/,
  trace: /^[0-9a-fA-F]{1,32}$/,
};

/** @throws UsageError on anything but one `KIND/NAME` */
export function subjectOf(words: readonly string[]): Subject {
  const [word = "", ...more] = words;
  const [, written = "", name = ""] = /^([a-z]+)\/(.+)$/.exec(word) ?? [];
  const kind = KINDS.find((one) => one === (SHORT[written] ?? written));
  if (more.length > 0 || kind === undefined)
    throw new UsageError(`Name one thing: ${KINDS.map((one) => `${one}/NAME`).join(", ")}.`);
  if (!NAMES[kind].test(name)) throw new UsageError(`${word}: that is no name of a ${kind}.`);
  return { kind, name };
}

/** @throws UsageError where it is no name of a namespace */
export function namespaceOf(value: string | undefined): string {
  const namespace = value ?? "default";
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace))
    throw new UsageError(`--namespace ${namespace}: that is no name of a namespace.`);
  return namespace;
}
