import { at, textAt } from "../../evidence/reading";
import { CLUSTER, controlPolicy, type Control } from "../../evidence/controls";

const CONTROLS: readonly Control[] = [
  {
    cis: "5.2.2",
    demand: "workloadIdentityConfig.workloadPool must be set",
    holds: (props) => textAt(props, "workloadIdentityConfig", "workloadPool") !== "",
  },
  {
    cis: "5.8.1",
    demand: "masterAuth.clientCertificateConfig.issueClientCertificate must be false",
    holds: (props) => at(props, "masterAuth", "clientCertificateConfig", "issueClientCertificate") === false,
  },
  {
    cis: "5.8.3",
    demand: "enableLegacyAbac must be false",
    holds: (props) => at(props, "enableLegacyAbac") === false,
  },
  {
    cis: "4.1.8 to 4.1.10",
    demand: "rbacBindingConfig must not allow roles for system:authenticated",
    holds: (props) => at(props, "rbacBindingConfig", "enableInsecureBindingSystemAuthenticated") === false,
  },
  {
    cis: "4.1.8 to 4.1.10",
    demand: "rbacBindingConfig must not allow roles for system:unauthenticated",
    holds: (props) => at(props, "rbacBindingConfig", "enableInsecureBindingSystemUnauthenticated") === false,
  },
];

export const gkeAccess = controlPolicy(
  {
    name: "gke-access",
    description: "The control plane authenticates and authorises as the CIS GKE Benchmark 1.9.0 requires.",
  },
  { [CLUSTER]: CONTROLS },
);
