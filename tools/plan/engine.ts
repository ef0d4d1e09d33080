/**
 * An engine in this process: runs a Pulumi program like a first preview, and records the registered resources.
 *
 * It uses the mock monitor of Pulumi's SDK. Outputs that only a provider computes stay unknown, as in a real preview.
 */
import * as pulumi from "@pulumi/pulumi";
import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import type {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { MockMonitor, type MockCallArgs, type MockResourceArgs } from "@pulumi/pulumi/runtime/mocks";
import { specialSecretSig, specialSigKey, unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { setMockOptions } from "@pulumi/pulumi/runtime/settings";
import { SECRET, UNKNOWN } from "../../contract/placeholders";

/** A resource as the program registered it, with placeholders for secrets and unknown values. */
export interface PlannedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent?: string;
  readonly provider?: string;
  /** Whether a provider manages the resource; false for components. */
  readonly custom: boolean;
  readonly protect: boolean;
  readonly dependsOn: readonly string[];
  /** URNs of the resources whose outputs a property is made of, by the property; absent where there are none. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
  /** Properties whose changes the engine ignores; absent where there are none. */
  readonly ignoreChanges?: readonly string[];
  /** Properties by which the program has the resource replaced; absent where there are none. */
  readonly replaceOnChanges?: readonly string[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

export interface PlannedStack {
  readonly resources: readonly PlannedResource[];
  /** Each resource's aliases as the program and its SDKs registered them, by URN. */
  readonly aliases: Readonly<Record<string, readonly Alias.AsObject[]>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface ProgramConfiguration {
  readonly project: string;
  readonly stack: string;
  /** Values by full key; maps and lists as JSON. */
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
}

const STACK_TYPE = "pulumi:pulumi:Stack";

/** A secret with its keys and without its content, so that the manifest of a Secret stays valid. */
function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return SECRET;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item)]));
}

/** A value of the wire format with placeholders for secrets and unknown values. */
function readable(value: unknown): unknown {
  if (value === unknownValue) return UNKNOWN;
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== "object" || value === null) return value;
  const { [specialSigKey]: signature, value: content } = value as Record<string, unknown>;
  if (signature === specialSecretSig) return masked(content);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readable(item)]));
}

/** Placeholders of outputs that only a provider computes. */
const MADE_UP: Readonly<Record<string, Record<string, unknown>>> = {
  "gcp:container/cluster:Cluster": { endpoint: UNKNOWN },
  "random:index/randomPassword:RandomPassword": { result: pulumi.secret(SECRET), bcryptHash: pulumi.secret(SECRET) },
  "tls:index/privateKey:PrivateKey": { privateKeyPem: pulumi.secret(SECRET) },
  "tls:index/selfSignedCert:SelfSignedCert": { certPem: UNKNOWN },
  "tls:index/certRequest:CertRequest": { certRequestPem: UNKNOWN },
  "tls:index/locallySignedCert:LocallySignedCert": { certPem: UNKNOWN },
};

/** What a resource has after it was made: its inputs, and what only a provider or the cluster knows. */
function stateOf(type: string, inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  // Pods are started anew by the version of a Secret (contract/annotations.ts).
  const metadata = { ...(inputs["metadata"] as object | undefined), resourceVersion: UNKNOWN };
  return { ...inputs, ...MADE_UP[type], ...(type === "kubernetes:core/v1:Secret" && { metadata }) };
}

const echo = {
  newResource: ({ type, inputs }: MockResourceArgs) => ({
    id: undefined,
    state: stateOf(type, inputs as Record<string, unknown>),
  }),
  call: (call: MockCallArgs) => call.inputs as Record<string, unknown>,
};

/** The callback of the SDK, whose own type says nothing of what it is called with. */
type Callback = (error: unknown, response: unknown) => void;

/** What the engine needs to know of single properties. */
function propertyOptions(request: RegisterResourceRequest) {
  const dependencies: Record<string, readonly string[]> = {};
  request.getPropertydependenciesMap().forEach((value, property) => {
    const urns = value.getUrnsList();
    if (urns.length > 0) dependencies[property] = [...urns].sort();
  });
  const [ignoreChanges, replaceOnChanges] = [request.getIgnorechangesList(), request.getReplaceonchangesList()];
  return {
    ...(Object.keys(dependencies).length > 0 && { propertyDependencies: dependencies }),
    ...(ignoreChanges.length > 0 && { ignoreChanges }),
    ...(replaceOnChanges.length > 0 && { replaceOnChanges }),
  };
}

function planned(request: RegisterResourceRequest, urn: string): PlannedResource {
  const parent = request.getParent();
  const provider = request.getProvider();
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    ...(parent === "" || parent.includes(`::${STACK_TYPE}::`) ? {} : { parent }),
    ...(provider === "" ? {} : { provider }),
    custom: request.getCustom(),
    protect: request.getProtect() ?? false,
    dependsOn: [...request.getDependenciesList()].sort(),
    ...propertyOptions(request),
    inputs: readable(request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
  };
}

/** A resource's URN as the engine makes it: with the types of all its parents, but not that of the stack. */
function urnOf(parent: string, type: string, name: string): string {
  const [, , parentTypes = STACK_TYPE] = parent.split("::");
  const types = parentTypes === STACK_TYPE ? type : `${parentTypes}$${type}`;
  return ["urn:pulumi:" + pulumi.getStack(), pulumi.getProject(), types, name].join("::");
}

class RecordingMonitor extends MockMonitor {
  readonly recorded: PlannedResource[] = [];
  readonly aliases: Record<string, Alias.AsObject[]> = {};
  outputs: Record<string, unknown> = {};

  constructor(mocks: pulumi.runtime.Mocks) {
    super(mocks);
    // The mock's own, which the SDK declares private, names the last parent alone, and the stack among them.
    Object.defineProperty(this, "newUrn", { value: urnOf });
  }

  override async registerResource(request: RegisterResourceRequest, callback: Callback): Promise<void> {
    await super.registerResource(request, (error: unknown, response?: RegisterResourceResponse) => {
      if (response && request.getType() !== STACK_TYPE) {
        this.recorded.push(planned(request, response.getUrn()));
        this.aliases[response.getUrn()] = request.getAliasesList().map((alias) => alias.toObject());
      }
      callback(error, response);
    });
  }

  override registerResourceOutputs(request: RegisterResourceOutputsRequest, callback: Callback): void {
    if (request.getUrn().includes(`::${STACK_TYPE}::`))
      this.outputs = readable(request.getOutputs()?.toJavaScript() ?? {}) as Record<string, unknown>;
    super.registerResourceOutputs(request, callback);
  }
}

/**
 * Runs a program in this process.
 *
 * @param load reads the configuration; its errors are rethrown before anything is registered
 * @param deploy registers resources and returns the stack's outputs
 * @returns every resource in the order of its URN, and the stack's outputs
 */
export async function runProgram<Input>(
  configuration: ProgramConfiguration,
  load: () => Input,
  deploy: (input: Input) => unknown,
): Promise<PlannedStack> {
  const { project, stack, values, secretKeys } = configuration;
  await pulumi.runtime.setMocks(echo, project, stack, true);
  const monitor = new RecordingMonitor(echo);
  setMockOptions(monitor, project, stack, true, "organization");
  pulumi.runtime.setAllConfig({ ...values }, [...secretKeys]);
  // The real engine passes these in the environment, because the SDK has no public function that reads them.
  process.env["PULUMI_CONFIG_SECRET_KEYS"] = JSON.stringify(secretKeys);
  const input = load();
  await pulumi.runtime.runInPulumiStack(() => Promise.resolve(deploy(input)));
  await pulumi.runtime.disconnect();
  const resources = monitor.recorded.sort((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0));
  return { resources, aliases: monitor.aliases, outputs: monitor.outputs };
}
