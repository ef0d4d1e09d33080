import { type Manifest, at, listAt, objectAt, textAt } from "../../evidence/reading";
import { CLUSTER, controlPolicy, type Control } from "../../evidence/controls";

const ipEndpointOff = (props: Manifest) =>
  at(props, "controlPlaneEndpointsConfig", "ipEndpointsConfig", "enabled") === false;

/** Whether the IP endpoint is limited to authorised networks. */
function isLimited(props: Manifest): boolean {
  const networks = objectAt(props, "masterAuthorizedNetworksConfig");
  const ranges = listAt(networks, "cidrBlocks").map((range) => textAt(range, "cidrBlock"));
  return (
    ranges.length > 0 &&
    !ranges.some((range) => range.endsWith("/0")) &&
    networks["gcpPublicCidrsAccessEnabled"] === false
  );
}

const CONTROLS: readonly Control[] = [
  {
    cis: "5.6.1",
    demand: "enableIntranodeVisibility must be true",
    holds: (props) => at(props, "enableIntranodeVisibility") === true,
  },
  {
    cis: "5.6.2",
    demand: "networkingMode must be VPC_NATIVE",
    holds: (props) => at(props, "networkingMode") === "VPC_NATIVE",
  },
  {
    cis: "5.6.3",
    demand:
      "the IP endpoint must be off, or masterAuthorizedNetworksConfig must limit it to ranges that are not public",
    holds: (props) => ipEndpointOff(props) || isLimited(props),
  },
  {
    cis: "5.6.4",
    demand:
      "privateClusterConfig.enablePrivateEndpoint must be true, unless the IP endpoint is limited to authorised networks",
    holds: (props) => at(props, "privateClusterConfig", "enablePrivateEndpoint") === true || isLimited(props),
  },
  {
    cis: "5.6.5",
    demand: "privateClusterConfig.enablePrivateNodes must be true",
    holds: (props) => at(props, "privateClusterConfig", "enablePrivateNodes") === true,
  },
  {
    cis: "4.3.1",
    demand: "datapathProvider must be ADVANCED_DATAPATH, which enforces network policies",
    holds: (props) => at(props, "datapathProvider") === "ADVANCED_DATAPATH",
  },
];

export const gkeNetwork = controlPolicy(
  { name: "gke-network", description: "The cluster's network is private as the CIS GKE Benchmark 1.9.0 requires." },
  {
    [CLUSTER]: CONTROLS,
    "gcp:compute/subnetwork:Subnetwork": [
      {
        cis: "5.6.1",
        demand: "logConfig must be set, so that flows are logged",
        holds: (props) => Object.keys(objectAt(props, "logConfig")).length > 0,
      },
    ],
    "gcp:compute/network:Network": [
      {
        cis: "5.6.6",
        demand: "autoCreateSubnetworks must be false",
        holds: (props) => at(props, "autoCreateSubnetworks") === false,
      },
    ],
  },
);
