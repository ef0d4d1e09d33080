import assert from "node:assert/strict";
import { Store } from "../store";
import { requireFreeRanges, requireRangesKept } from "./subnetRanges";

const NETWORK = "projects/acme/global/networks/net";
const SUBNETS = "projects/acme/regions/europe-west1/subnetworks";

function subnet(nodes: string, pods: string, network = NETWORK) {
  return { network, ipCidrRange: nodes, secondaryIpRanges: [{ rangeName: "pods", ipCidrRange: pods }] };
}

describe("the ranges of subnets", () => {
  let store: Store;

  beforeEach(() => {
    store = new Store();
    store.add(`${SUBNETS}/first`, subnet("10.0.0.0/20", "10.4.0.0/14"));
  });

  const free = (nodes: string, pods: string, network?: string) => {
    requireFreeRanges(store, `${SUBNETS}/second`, subnet(nodes, pods, network));
  };

  it("do not overlap within a network", () => {
    assert.throws(() => {
      free("10.0.8.0/21", "10.8.0.0/14");
    }, /10\.0\.8\.0\/21 conflicts with existing subnetwork '.*first'/);
    assert.throws(() => {
      free("10.1.0.0/20", "10.0.0.0/8");
    }, /10\.0\.0\.0\/8 conflicts/);
    free("10.0.16.0/20", "10.8.0.0/14");
    free("10.0.0.0/20", "10.4.0.0/14", "projects/acme/global/networks/other");
  });

  it("are networks", () => {
    assert.throws(() => {
      free("10.1.0.1/20", "10.8.0.0/14");
    }, /10\.1\.0\.1\/20 is not a network/);
  });

  it("stay as they are while a cluster uses the subnet", () => {
    const name = `${SUBNETS}/first`;
    const change = () => {
      requireRangesKept(store, name, store.get(name), subnet("10.0.0.0/20", "10.64.0.0/14"));
    };
    change();
    store.add("projects/acme/locations/europe-west1/clusters/one", { networkConfig: { subnetwork: name } });
    assert.throws(change, /range 'pods' of '.*first' is already being used by '.*clusters\/one'/);
  });
});
