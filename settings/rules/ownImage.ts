/** Rules about what the project's image alone has. */
import { writerOf } from "../sizing/queue";
import { key, type PartialSettings, type Rule } from "./rule";

/**
 * A setting needs the project's image of the collector.
 *
 * @param setting path of the setting
 * @param valueOf its value; undefined where it asks for nothing
 * @param part what no other image has, after "because no other image has"
 */
export function needsOwnImage(
  setting: string,
  valueOf: (settings: PartialSettings) => number | true | readonly string[] | undefined,
  part: string,
): Rule {
  return {
    reads: [setting, "collectorImage.distribution"],
    check: (settings) => {
      const { collectorImage } = settings;
      const value = valueOf(settings);
      if (value === undefined || writerOf({ collectorImage }) !== "contrib") return [];
      return [
        {
          path: key(setting),
          value,
          rule: `requires ${key("collectorImage.distribution")}: gke-telemetry, because no other image has ${part}`,
          fix: `Set ${key("collectorImage")}: {distribution: gke-telemetry}, with the repository to which \`npm run image -- --push\` has pushed it if that is your own, or remove ${key(setting)}.`,
        },
      ];
    },
  };
}
