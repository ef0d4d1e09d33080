/** What the account may not do. */
import type { Permission } from "../references";
import { grouped, namesText } from "../../text";
import { found, type Check } from "../finding";

const resourceOf = ({ group, resource }: Permission) => (group === "" ? resource : `${resource}.${group}`);

const unique = (names: readonly string[]) => [...new Set(names)];

/** From reading to removing; others come last. */
const VERBS = ["get", "list", "watch", "create", "patch", "update", "delete"];

const place = (verb: string) => (VERBS.includes(verb) ? VERBS.indexOf(verb) : VERBS.length);

const inOrder = (verbs: readonly string[]) => unique(verbs).sort((one, other) => place(one) - place(other));

/** Verbs and namespaces of the permissions on one resource, such as `get and create` and ` in monitoring`. */
function actionOf(permissions: readonly Permission[]): { verbs: string; places: string } {
  const namespaces = unique(permissions.flatMap(({ namespace }) => namespace ?? []));
  return {
    verbs: namesText(inOrder(permissions.map(({ verb }) => verb)), MOST_NAMES),
    places: namespaces.length === 0 ? "" : ` in ${namesText(namespaces, MOST_NAMES)}`,
  };
}

const MOST_NAMES = 8;

/** One finding for all resources with which the account may not do the same. */
export const permissions: Check = (_, { refused }) => {
  const resources = grouped(refused, resourceOf).map(([name, group]) => ({ name, ...actionOf(group) }));
  return grouped(resources, ({ verbs, places }) => verbs + places).map(([, same]) => {
    const { verbs, places } = same[0] ?? { verbs: "", places: "" };
    return found.problem(
      "The account",
      `may not ${verbs} ${namesText(
        same.map(({ name }) => name),
        MOST_NAMES,
      )}${places}, which the update needs`,
      "Let an administrator of the cluster grant it, or run the update as one.",
    );
  });
};
