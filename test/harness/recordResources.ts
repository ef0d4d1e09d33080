/** Runs a piece of a program without an engine and tells what it asked the engine for. */
import * as pulumi from "@pulumi/pulumi";

export interface RecordedResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: unknown;
  readonly protect: boolean;
  /** Names of the resources that it waits for, besides those in its inputs. */
  readonly dependsOn: readonly string[];
}

export interface Recording<T> {
  readonly result: T;
  /** Every resource, in the order of construction; components too. */
  readonly resources: readonly RecordedResource[];
  /** The one resource of a type, or of a type and name. */
  readonly single: (type: string, name?: string) => RecordedResource;
}

/** Properties that a provider would have worked out, by type, from a resource's inputs and its name. */
export type Computed = Readonly<Record<string, (inputs: unknown, name: string) => Record<string, unknown>>>;

export async function recordResources<T>(
  build: (opts: pulumi.ComponentResourceOptions) => T,
  computed: Computed = {},
): Promise<Recording<T>> {
  const inputs = new Map<string, unknown>();
  const constructed: pulumi.ResourceTransformationArgs[] = [];
  await pulumi.runtime.setMocks({
    newResource: (args) => {
      const given = args.inputs as Record<string, unknown>;
      inputs.set(`${args.type} ${args.name}`, given);
      return { id: `${args.name}-id`, state: { ...given, ...computed[args.type]?.(given, args.name) } };
    },
    call: () => ({}),
  });
  const result = build({
    transformations: [
      (args) => {
        constructed.push(args);
        return undefined;
      },
    ],
  });
  await Promise.all(constructed.map(({ resource }) => settled(resource.urn)));

  const resources = constructed.map(({ type, name, opts }) => ({
    type,
    name,
    inputs: inputs.get(`${type} ${name}`),
    protect: opts.protect ?? false,
    dependsOn: [opts.dependsOn ?? []].flat().map((one) => (one as unknown as { __name: string }).__name),
  }));
  return { result, resources, single: (type, name) => theOne(resources, type, name) };
}

/** What stands at a path of nested objects, or undefined. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
}

/** The value of an output, once it is known. */
export function settled<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}

function theOne(resources: readonly RecordedResource[], type: string, name?: string): RecordedResource {
  const [found, ...more] = resources.filter((one) => one.type === type && (name === undefined || one.name === name));
  if (found === undefined || more.length > 0) {
    const all = resources.map((one) => `${one.type} ${one.name}`).join(", ");
    throw new Error(`expected one ${type} ${name ?? ""} among: ${all}`);
  }
  return found;
}
