/** Every policy of the pack. */
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { withExemptions, type Exemption } from "./exemptions";
import { agentDiscoversOwnNode } from "./rules/agent/agentDiscoversOwnNode";
import { agentOnEveryNode } from "./rules/agent/agentOnEveryNode";
import { agentPresent } from "./rules/agent/agentPresent";
import { canaryNodes } from "./rules/agent/canaryNodes";
import { budgetNodes } from "./rules/budgets/budgetNodes";
import { budgetSeries } from "./rules/budgets/budgetSeries";
import { deletionProtection } from "./rules/gke/deletionProtection";
import { exemptionsHold } from "./rules/exemptions";
import { gkeAccess } from "./rules/gke/gkeAccess";
import { gkeGroups } from "./rules/gke/gkeGroups";
import { gkeNetwork } from "./rules/gke/gkeNetwork";
import { gkeNodeRoles } from "./rules/gke/gkeNodeRoles";
import { gkeNodes } from "./rules/gke/gkeNodes";
import { gkeOperations } from "./rules/gke/gkeOperations";
import { gkeOwnKeys } from "./rules/gke/gkeOwnKeys";
import { knownResources } from "./rules/model/knownResources";
import { modelledWorkloads } from "./rules/model/modelledWorkloads";
import { modelledCharts } from "./rules/model/modelledCharts";
import { modelledConfigurations } from "./rules/model/modelledConfigurations";
import { modelledServices } from "./rules/model/modelledServices";
import { modelledCredentials } from "./rules/model/modelledCredentials";
import { modelledNamespaces } from "./rules/model/modelledNamespaces";
import { modelledPermissions } from "./rules/model/modelledPermissions";
import { modelledCloud } from "./rules/model/modelledCloud";
import { mountedConfigurations } from "./rules/model/mountedConfigurations";
import { networkIsolated } from "./rules/network/networkIsolated";
import { networkPolicies } from "./rules/network/networkPolicies";
import { productionNodes } from "./rules/gke/productionNodes";
import { referencesResolve } from "./rules/stack/referencesResolve";
import { namespaceReasons } from "./rules/stack/namespaceReasons";
import { ownMetadata } from "./rules/stack/ownMetadata";
import { oneStore } from "./rules/stack/oneStore";
import { oneCluster } from "./rules/stack/oneCluster";
import { oneImage } from "./rules/stack/oneImage";
import { oneProject } from "./rules/stack/oneProject";
import { teamsSeparated } from "./rules/stack/teamsSeparated";
import { secretsHidden } from "./rules/stack/secretsHidden";
import { pagesAsk } from "./rules/stack/pagesAsk";
import { noClusterAdmin } from "./rules/permissions/noClusterAdmin";
import { noClusterSecrets } from "./rules/permissions/noClusterSecrets";
import { noHostNetwork } from "./rules/pods/noHostNetwork";
import { noHostPath } from "./rules/pods/noHostPath";
import { noHostPort } from "./rules/pods/noHostPort";
import { noNeedlessToken } from "./rules/permissions/noNeedlessToken";
import { noPrivilegeEscalation } from "./rules/pods/noPrivilegeEscalation";
import { noPublicService } from "./rules/pods/noPublicService";
import { noWildcardPermissions } from "./rules/permissions/noWildcardPermissions";
import { pinnedCharts } from "./rules/pins/pinnedCharts";
import { pinnedDigests } from "./rules/pins/pinnedDigests";
import { pinnedImages } from "./rules/pins/pinnedImages";
import { prometheusGuarded } from "./rules/prometheus/prometheusGuarded";
import { prometheusKeepsSamples } from "./rules/prometheus/prometheusKeepsSamples";
import { prometheusTakesLateSamples } from "./rules/prometheus/prometheusTakesLateSamples";
import { prometheusTakesWrites } from "./rules/prometheus/prometheusTakesWrites";
import { requestsAndLimits } from "./rules/pods/requestsAndLimits";
import { restrictedNamespaces } from "./rules/pods/restrictedNamespaces";
import { restrictedPods } from "./rules/pods/restrictedPods";
import { wholeConfigurations } from "./rules/model/wholeConfigurations";
import { writePathAuthenticated } from "./rules/writePath/writePathAuthenticated";
import { writePathCredentials } from "./rules/writePath/writePathCredentials";
import { writePathEncrypted } from "./rules/writePath/writePathEncrypted";

export type Policy = ResourceValidationPolicy | StackValidationPolicy;

const RULES: readonly Policy[] = [
  agentPresent,
  agentOnEveryNode,
  agentDiscoversOwnNode,
  canaryNodes,
  noPublicService,
  noHostPort,
  noHostNetwork,
  noHostPath,
  requestsAndLimits,
  restrictedPods,
  restrictedNamespaces,
  pinnedImages,
  pinnedDigests,
  pinnedCharts,
  noClusterAdmin,
  noWildcardPermissions,
  noPrivilegeEscalation,
  noClusterSecrets,
  noNeedlessToken,
  writePathEncrypted,
  writePathCredentials,
  writePathAuthenticated,
  prometheusGuarded,
  prometheusTakesWrites,
  prometheusKeepsSamples,
  prometheusTakesLateSamples,
  gkeNodes,
  gkeNodeRoles,
  gkeNetwork,
  gkeAccess,
  gkeOperations,
  gkeOwnKeys,
  gkeGroups,
  deletionProtection,
  budgetNodes,
  budgetSeries,
];

/**
 * Rules that compare what the program gives with a model of the stack. They hold in a plan, which `preview` and `up`
 * make before the engine starts. The engine shows policies what its plugins make of it (defaults, names, encoded
 * Secrets, what charts render), which no model lists.
 */
const PLAN_RULES: readonly Policy[] = [
  knownResources,
  modelledWorkloads,
  modelledCharts,
  modelledConfigurations,
  mountedConfigurations,
  wholeConfigurations,
  modelledServices,
  modelledCredentials,
  modelledNamespaces,
  modelledPermissions,
  modelledCloud,
  networkPolicies,
  networkIsolated,
  productionNodes,
  referencesResolve,
  namespaceReasons,
  oneStore,
  ownMetadata,
  oneImage,
  oneProject,
  oneCluster,
  teamsSeparated,
  secretsHidden,
  pagesAsk,
];

const withAll = (rules: readonly Policy[], today: string, exemptions: readonly Exemption[]): Policy[] => [
  ...rules.map((rule) => withExemptions(rule, exemptions, today)),
  exemptionsHold(exemptions, today),
];

/**
 * All policies of a plan, with the exemptions that are valid on a day.
 *
 * @param today YYYY-MM-DD
 */
export function policiesOn(today: string, exemptions: readonly Exemption[]): Policy[] {
  return withAll([...RULES, ...PLAN_RULES], today, exemptions);
}

/** The policies that the engine applies: all but those that compare with the model. */
export function enginePoliciesOn(today: string, exemptions: readonly Exemption[]): Policy[] {
  return withAll(RULES, today, exemptions);
}
