/** Storage classes of the volumes that a plan claims. */
import { namesText } from "../../text";
import { found, type Check, type Finding } from "../finding";
import { keyOf } from "../../live/wanted";
import { claimsOf } from "../references";

const NAME_ONE = "Create it, or name one of these in the setting storageClassName";

/** A claim without a class that makes its volume stays pending, and the update waits for it in vain. */
export const storageClasses: Check = (wanted, { storageClasses: classes, own }) => {
  if (!classes) return [];
  const names = classes.map(({ name }) => name);
  const others =
    names.length > 0 ? `${NAME_ONE}: ${namesText(names)}.` : "Install a storage driver with a StorageClass.";
  return claimsOf(wanted).flatMap(({ by, storageClass }): Finding[] => {
    // A volume that is there already needs its class no more.
    if (own.has(keyOf(by))) return [];
    const used = classes.find(({ name, isDefault }) =>
      storageClass === undefined ? isDefault : name === storageClass,
    );
    if (!used && storageClass === undefined)
      return [
        found.problem(keyOf(by), "needs a volume of the default StorageClass, and the cluster has no default", others),
      ];
    if (!used)
      return [found.problem(keyOf(by), `names StorageClass ${storageClass ?? ""}, which does not exist`, others)];
    if (used.allowsExpansion) return [];
    return [
      found.warning(
        keyOf(by),
        `has a volume of StorageClass ${used.name}, which does not allow volumes to grow: a larger size is refused later`,
        "Choose a size that will do, or a class with allowVolumeExpansion: true.",
      ),
    ];
  });
};
