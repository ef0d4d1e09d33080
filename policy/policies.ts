/** Every policy of the pack. */
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { withExemptions, type Exemption } from "./exemptions";
import { agentDiscoversOwnNode } from "./rules/agentDiscoversOwnNode";
import { agentOnEveryNode } from "./rules/agentOnEveryNode";
import { agentPresent } from "./rules/agentPresent";
import { budgetNodes } from "./rules/budgetNodes";
import { budgetSeries } from "./rules/budgetSeries";
import { deletionProtection } from "./rules/deletionProtection";
import { exemptionsHold } from "./rules/exemptions";
import { gkeAccess } from "./rules/gkeAccess";
import { gkeGroups } from "./rules/gkeGroups";
import { gkeNetwork } from "./rules/gkeNetwork";
import { gkeNodeRoles } from "./rules/gkeNodeRoles";
import { gkeNodes } from "./rules/gkeNodes";
import { gkeOperations } from "./rules/gkeOperations";
import { gkeOwnKeys } from "./rules/gkeOwnKeys";
import { noClusterAdmin } from "./rules/noClusterAdmin";
import { noClusterSecrets } from "./rules/noClusterSecrets";
import { noHostNetwork } from "./rules/noHostNetwork";
import { noHostPath } from "./rules/noHostPath";
import { noHostPort } from "./rules/noHostPort";
import { noNeedlessToken } from "./rules/noNeedlessToken";
import { noPrivilegeEscalation } from "./rules/noPrivilegeEscalation";
import { noPublicService } from "./rules/noPublicService";
import { noWildcardPermissions } from "./rules/noWildcardPermissions";
import { pinnedCharts } from "./rules/pinnedCharts";
import { pinnedDigests } from "./rules/pinnedDigests";
import { pinnedImages } from "./rules/pinnedImages";
import { prometheusGuarded } from "./rules/prometheusGuarded";
import { prometheusKeepsSamples } from "./rules/prometheusKeepsSamples";
import { prometheusTakesWrites } from "./rules/prometheusTakesWrites";
import { requestsAndLimits } from "./rules/requestsAndLimits";
import { restrictedNamespaces } from "./rules/restrictedNamespaces";
import { restrictedPods } from "./rules/restrictedPods";
import { writePathAuthenticated } from "./rules/writePathAuthenticated";
import { writePathCredentials } from "./rules/writePathCredentials";
import { writePathEncrypted } from "./rules/writePathEncrypted";

export type Policy = ResourceValidationPolicy | StackValidationPolicy;

const RULES: readonly Policy[] = [
  agentPresent,
  agentOnEveryNode,
  agentDiscoversOwnNode,
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
 * The pack's policies on a day.
 *
 * @param today YYYY-MM-DD; exemptions end by it
 */
export function policiesOn(today: string, exemptions: readonly Exemption[]): Policy[] {
  return [...RULES.map((rule) => withExemptions(rule, exemptions, today)), exemptionsHold(exemptions, today)];
}
