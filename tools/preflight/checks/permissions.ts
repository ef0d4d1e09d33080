/** What the account may not do. */
import type { Permission } from "../plan/references";
import { found, grouped, namesText, type Check } from "../finding";

const resourceOf = ({ group, resource }: Permission) => (group === "" ? resource : `${resource}.${group}`);

function placesText(permissions: readonly Permission[]): string {
  const namespaces = [...new Set(permissions.map(({ namespace }) => namespace).filter((name) => name !== undefined))];
  return namespaces.length === 0 ? "" : ` in ${namesText(namespaces)}`;
}

/** One finding for each resource, with every verb that is missing. */
export const permissions: Check = (_, { refused }) =>
  grouped(refused, resourceOf).map(([resource, group]) => {
    const verbs = [...new Set(group.map(({ verb }) => verb))];
    return found.problem(
      "The account",
      `may not ${namesText(verbs, 8)} ${resource}${placesText(group)}, which the update needs`,
      "Let an administrator of the cluster grant it, or run the update as one.",
    );
  });
