/** Settings as text for a stack file. */
import * as YAML from "yaml";
import { PROJECT } from "../../../settings/schema/settings";
import type { Raw } from "./base";

/** The sections that differ from those of a stack. */
export function changedSections(before: Raw, after: Raw): Raw {
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
  );
}

/** The text of a stack file with these sections: a line for each value, what is inside of it on the same line. */
export function stackFileText(sections: Raw): string {
  const config = Object.fromEntries(Object.entries(sections).map(([name, value]) => [`${PROJECT}:${name}`, value]));
  const document = new YAML.Document({ config });
  YAML.visit(document, {
    Collection: (_, node, path) => {
      // The document, `config`, and a section are above what is on one line; each map has a pair between.
      const depth = path.filter((one) => YAML.isCollection(one)).length;
      if (depth > 2) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
