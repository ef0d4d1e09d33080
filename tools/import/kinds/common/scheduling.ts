/** Where pods run: the same keys in every chart. */
import { already, type Rule, take, taken } from "../../engine/rules";
import { scalarText } from "./values";

/**
 * Rules about the places of a DaemonSet's pods.
 *
 * @param prefix of the patterns; empty at the root
 * @param section of the settings, such as `agent`
 */
export function schedulingRules(prefix: string, section: string): Rule[] {
  const at = (key: string) => (prefix === "" ? key : `${prefix} ${key}`);
  return [
    already(at("nodeSelector kubernetes.io/os"), "every part has it"),
    {
      pattern: at("nodeSelector *"),
      read: ({ value, keys, draft }) => taken(draft.set([section, "nodeSelector", keys[0] ?? ""], scalarText(value))),
    },
    take(at("priorityClassName"), `${section}.priorityClassName`, scalarText),
  ];
}
