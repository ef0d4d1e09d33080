import { isDeepStrictEqual } from "node:util";
import { CONFIGURATION_KEY } from "../../../contract/collector/chart";
import { namespaceOf, objectName, objectsOf } from "../../evidence/network";
import { objectAt, textAt } from "../../evidence/reading";
import { contentOf } from "../../evidence/shape";
import { stackPolicy } from "../../rule";

/** Rules about chart values say nothing of a file that pods read in their place. */
export const mountedConfigurations = stackPolicy(
  {
    name: "mounted-configurations",
    description: "The configuration that a collector's pods mount is that of its chart's values.",
  },
  (resources) => {
    const maps = objectsOf(resources, "ConfigMap");
    return resources.flatMap(({ props, urn }) => {
      const values = objectAt(props, "values");
      const name = textAt(values, "configMap", "existingName");
      const mounted = maps.find(
        ({ manifest }) => objectName(manifest) === name && namespaceOf(manifest) === textAt(props, "namespace"),
      );
      if (mounted === undefined) return [];
      const content = contentOf(textAt(mounted.manifest, "data", CONFIGURATION_KEY));
      return isDeepStrictEqual(content, values["alternateConfig"])
        ? []
        : [{ message: `its pods mount ${name}, which is not the configuration of its values.`, urn }];
    });
  },
);
