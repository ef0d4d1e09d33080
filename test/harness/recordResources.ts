/** Runs a piece of a program without an engine and tells what it asked the engine for. */
import * as pulumi from "@pulumi/pulumi";

export interface RecordedResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, any>;
  readonly protect: boolean;
  /** Names of the resources that it waits for, besides those in its inputs. */
  readonly dependsOn: readonly string[];
}

export interface Recording<T> {
  readonly result: T;
  /** Every resource, in the order of construction; components too. */
  readonly resources: readonly RecordedResource[];
  /** The one resource of a type, or of a type and name. */
  only(type: string, name?: string): RecordedResource;
}

/** Properties that a provider would have worked out, by type. */
export type Computed = Readonly<Record<string, (inputs: any) => Record<string, unknown>>>;

export async function recordResources<T>(
  build: (opts: pulumi.ComponentResourceOptions) => T,
  computed: Computed = {},
): Promise<Recording<T>> {
  const inputs = new Map<string, Record<string, any>>();
  const constructed: pulumi.ResourceTransformationArgs[] = [];
  await pulumi.runtime.setMocks({
    newResource: (args) => {
      inputs.set(`${args.type} ${args.name}`, args.inputs);
      return { id: `${args.name}-id`, state: { ...args.inputs, ...computed[args.type]?.(args.inputs) } };
    },
    call: (args) => args.inputs,
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
    inputs: inputs.get(`${type} ${name}`) ?? {},
    protect: opts.protect ?? false,
    dependsOn: [opts.dependsOn ?? []].flat().map((one) => (one as unknown as { __name: string }).__name),
  }));
  return { result, resources, only: (type, name) => theOne(resources, type, name) };
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
