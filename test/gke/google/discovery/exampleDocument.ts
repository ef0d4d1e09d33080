/** A discovery document of few methods, in the form and with the names of Google's own. */
import type { DiscoveryDocument } from "./methods";

const NAME = "[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?";
const project = { location: "path", required: true, type: "string", pattern: "[a-z0-9-]+" } as const;
const network = { location: "path", required: true, type: "string", pattern: NAME } as const;

export const EXAMPLE_DOCUMENT: DiscoveryDocument = {
  rootUrl: "https://compute.googleapis.com/",
  servicePath: "compute/beta/",
  parameters: {
    alt: { location: "query", type: "string", enum: ["json"] },
    prettyPrint: { location: "query", type: "boolean" },
  },
  resources: {
    networks: {
      methods: {
        insert: {
          id: "compute.networks.insert",
          httpMethod: "POST",
          path: "projects/{project}/global/networks",
          parameters: { project, requestId: { location: "query", type: "string" } },
          request: { $ref: "Network" },
        },
        get: {
          id: "compute.networks.get",
          httpMethod: "GET",
          path: "projects/{project}/global/networks/{network}",
          parameters: { project, network },
          response: { $ref: "Network" },
        },
        switchToCustomMode: {
          id: "compute.networks.switchToCustomMode",
          httpMethod: "POST",
          path: "projects/{project}/global/networks/{network}:switchToCustomMode",
          parameters: { project, network },
        },
      },
    },
  },
  schemas: {
    Network: {
      type: "object",
      properties: {
        name: { type: "string", pattern: NAME, annotations: { required: ["compute.networks.insert"] } },
        id: { type: "string", format: "uint64" },
        kind: { type: "string" },
        creationTimestamp: { type: "string" },
        selfLink: { type: "string" },
        autoCreateSubnetworks: { type: "boolean" },
        mtu: { type: "integer", format: "int32" },
        networkFirewallPolicyEnforcementOrder: { type: "string" },
        routingConfig: { $ref: "NetworkRoutingConfig" },
        peerings: { type: "array", items: { $ref: "NetworkRoutingConfig" } },
        labels: { type: "object", additionalProperties: { type: "string" } },
      },
    },
    NetworkRoutingConfig: {
      type: "object",
      properties: {
        routingMode: { type: "string", enum: ["GLOBAL", "REGIONAL"] },
        bgpBestPathSelectionMode: { type: "string" },
      },
    },
  },
};
