/** Relabelling rules of every action, with regexes, templates and values at which evaluations differ. */
import type { RelabelRule } from "../../../tools/live/scraping/relabel";

export const VALUES = [
  ...["", "true", "True", "8080", "0", "99999", "http", "https", "10.4.0.9", "fd00::7", "a-b-c", "ab", "abcd", "x;y"],
  ...[
    "a.b",
    "ünïcode",
    "line\nbreak",
    "$1",
    "${1}",
    "30s",
    "1m30s",
    "5",
    "a/b",
    "metrics",
    "web-metrics",
    "ΑΒΓ",
    "İ",
    "Straße",
    "ΑΣ",
  ],
];
const REGEXES = [
  ...["(.*)", ".*", "", "true", "(?i)TRUE", "(.+)", "(.+?)-(.*)", "(?P<host>[^:;]+)[:;]?(.*)", "[[:alpha:]]+", "\\pL+"],
  ...[
    "(a|ab)(c|bcd)?",
    "x*",
    "\\Qa.b\\E",
    ".",
    "[1-9][0-9]{0,4}",
    "[^;]*;(.+-)?metrics",
    "a|ab",
    "(?:(a)|(.*))",
    "\\d+(s|m)",
  ],
  ...["__meta_(.+)", "__meta_a|label_b", "label_(.)", "(?-s).*", "(?U)(.+)(.*)", "\\w+", "\\S*\\s\\S*"],
];
const REPLACEMENTS = [
  "$1",
  "${1}",
  "$1x",
  "${1}x",
  "$$1",
  "$",
  "${host}:9",
  "$host-",
  "",
  "const",
  "$2:$1",
  "$10",
  "$01",
  "${",
  "$0",
];
const NAMES = [
  "__meta_a",
  "__meta_b",
  "label_a",
  "label_b",
  "label_c",
  "__address__",
  "__metrics_path__",
  "__param_q",
  "job",
];
const TARGETS = [...NAMES, "instance", "out", "${1}_out", "$1", "__scheme__", "__scrape_interval__"];
const ACTIONS = [
  "replace",
  "replace",
  "replace",
  "keep",
  "drop",
  "hashmod",
  "labelmap",
  "labeldrop",
  "labelkeep",
  "lowercase",
  "uppercase",
  "keepequal",
  "dropequal",
  "Replace",
];

export type Chosen = <T>(from: readonly T[]) => T;

export function generatedRule(pick: Chosen): RelabelRule {
  const action = pick(ACTIONS);
  const regex = pick(REGEXES);
  const source_labels = [pick(NAMES), ...pick([[], [pick(NAMES)], [pick(NAMES), pick(NAMES)]])];
  const plain = { source_labels, ...(pick([true, false]) && { separator: pick(["", "-", ";", "::"]) }) };
  switch (action.toLowerCase()) {
    case "keep":
      return { ...plain, action, regex: pick([".*", "(?s).*", `${regex}|.*a.*`, regex]) };
    case "drop":
      return { ...plain, action, regex: pick(["nothing", regex]) };
    case "hashmod":
      return { ...plain, action, modulus: pick([1, 7, 4_294_967_296, 999_999_937]), target_label: "hash" };
    case "labelmap": {
      // Of labels that get the same name, Prometheus keeps any.
      const [names, replacement] = pick([
        ["__meta_(.+)", "$1"],
        ["__meta_(?P<name>.+)", "m_${name}"],
        ["label_(.)", "${1}_x"],
        ["(label)_(.*)", "$2-$1"],
      ] as const);
      return { action, regex: names, replacement };
    }
    case "labeldrop":
    case "labelkeep":
      return {
        action,
        regex: action === "labelkeep" ? "__.*|job|label_[ab]|out" : pick(["label_a", "__meta_b", "out.*"]),
      };
    case "lowercase":
    case "uppercase":
      return { ...plain, action, target_label: pick(["case", "label_a"]) };
    case "keepequal":
    case "dropequal":
      return { source_labels: ["label_a"], action, target_label: pick(["label_b", "label_c", "none"]) };
    default:
      return {
        ...plain,
        action,
        target_label: pick(TARGETS),
        ...(pick([true, true, false]) && { regex }),
        ...(pick([true, true, false]) && { replacement: pick(REPLACEMENTS) }),
      };
  }
}
