/** Compute Engine: networks, subnets and routers, whose changes are done when they are answered. */
import { type Call, type Handler, type Handlers, part, text } from "../call";
import { alreadyExists, conditionNotMet, notFound } from "../errors";
import { type Json, merged } from "../store";
import { requireFreeRanges, requireRangesKept } from "./subnetRanges";

interface Kind {
  /** Name of the collection in paths, and of its resource in ids of methods. */
  readonly collection: string;
  /** Name of one in paths. */
  readonly singular: string;
  /** What Google fills in. */
  readonly defaults: (call: Call) => Json;
}

const NETWORKS: Kind = {
  collection: "networks",
  singular: "network",
  defaults: () => ({
    routingConfig: { routingMode: "REGIONAL", bgpBestPathSelectionMode: "LEGACY" },
    networkFirewallPolicyEnforcementOrder: "AFTER_CLASSIC_FIREWALL",
  }),
};
const SUBNETS: Kind = {
  collection: "subnetworks",
  singular: "subnetwork",
  defaults: ({ body }) => ({
    gatewayAddress: text(body["ipCidrRange"]).replace(/\d+\/\d+$/, "1"),
    purpose: "PRIVATE",
    stackType: "IPV4_ONLY",
    privateIpv6GoogleAccess: "DISABLE_GOOGLE_ACCESS",
    allowSubnetCidrRoutesOverlap: false,
  }),
};
const ROUTERS: Kind = {
  collection: "routers",
  singular: "router",
  defaults: () => ({ encryptedInterconnectRouter: false }),
};

/** The scope of a call: the global one, or a region. */
function scope(call: Call): string {
  const { project = "", region } = call.parameters;
  return `projects/${project}/${region === undefined ? "global" : `regions/${region}`}`;
}

const collectionOf = (call: Call, { collection }: Kind) => `${scope(call)}/${collection}`;
const nameOf = (call: Call, kind: Kind) => `${collectionOf(call, kind)}/${part(call, kind.singular)}`;

/** A resource's full name, from an address that ends with it. */
export function fullName(address: string): string {
  return /projects\/.*$/.exec(address)?.[0] ?? address;
}

function operation(call: Call, target: string): Json {
  const id = call.store.nextId();
  const { region } = call.parameters;
  const link = `${call.baseUrl}${scope(call)}`;
  return {
    kind: "compute#operation",
    id,
    name: `operation-${id}`,
    operationType: call.id.split(".").at(-1),
    status: "DONE",
    progress: 100,
    targetLink: `${call.baseUrl}${target}`,
    selfLink: `${link}/operations/operation-${id}`,
    ...(region !== undefined && { region: link }),
  };
}

/** A resource whose network exists. A change gives it a new fingerprint, where it has one. */
function stored(call: Call, kind: Kind, name: string, resource: Json): Json {
  const network = fullName(text(resource["network"]));
  if (kind !== NETWORKS && !call.store.has(network)) throw notFound(network);
  if (kind === SUBNETS) requireFreeRanges(call.store, name, resource);
  const fingerprint = kind === SUBNETS ? { fingerprint: Buffer.from(call.store.nextId()).toString("base64") } : {};
  return call.store.set(name, { ...resource, ...fingerprint });
}

function insert(kind: Kind): Handler {
  return (call) => {
    const name = `${collectionOf(call, kind)}/${text(call.body["name"])}`;
    const { region } = call.parameters;
    if (call.store.has(name)) throw alreadyExists(name);
    stored(call, kind, name, {
      ...kind.defaults(call),
      ...call.body,
      kind: `compute#${kind.singular}`,
      id: call.store.nextId(),
      creationTimestamp: new Date().toISOString(),
      selfLink: `${call.baseUrl}${name}`,
      ...(region !== undefined && { region: `${call.baseUrl}${scope(call)}` }),
    });
    return operation(call, name);
  };
}

/** A change of some fields, by a patch or by a method for that field. */
function change(kind: Kind): Handler {
  return (call) => {
    const name = nameOf(call, kind);
    const resource = call.store.get(name);
    const { fingerprint = resource["fingerprint"] } = call.body;
    if (fingerprint !== resource["fingerprint"]) throw conditionNotMet("Invalid fingerprint.");
    const changed = merged(resource, call.body);
    if (kind === SUBNETS) requireRangesKept(call.store, name, resource, changed);
    stored(call, kind, name, changed);
    return operation(call, name);
  };
}

function handlersOf(kind: Kind): Handlers {
  const { collection } = kind;
  return {
    [`compute.${collection}.insert`]: insert(kind),
    [`compute.${collection}.get`]: (call) => call.store.get(nameOf(call, kind)),
    [`compute.${collection}.list`]: (call) => ({ items: call.store.list(collectionOf(call, kind)) }),
    [`compute.${collection}.patch`]: change(kind),
    [`compute.${collection}.delete`]: (call) => {
      call.store.delete(nameOf(call, kind));
      return operation(call, nameOf(call, kind));
    },
  };
}

/** Every operation is done. */
const finished: Handler = (call) => ({
  kind: "compute#operation",
  name: part(call, "operation"),
  status: "DONE",
  progress: 100,
});

export const COMPUTE: Handlers = {
  ...handlersOf(NETWORKS),
  ...handlersOf(SUBNETS),
  ...handlersOf(ROUTERS),
  "compute.subnetworks.setPrivateIpGoogleAccess": change(SUBNETS),
  "compute.subnetworks.expandIpCidrRange": change(SUBNETS),
  "compute.globalOperations.get": finished,
  "compute.globalOperations.wait": finished,
  "compute.regionOperations.get": finished,
  "compute.regionOperations.wait": finished,
};
