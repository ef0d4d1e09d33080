/** Runs the bundle of a tool, with less of its packages than it would load. */
const Module = require("node:module");
const path = require("node:path");
const { loadOnUse } = require("./loadOnUse.cjs");

/**
 * More than half of what the SDK and the Kubernetes provider load is for others: functions that run in a cloud (the
 * compiler, npm), programs that run Pulumi (its Automation API, which `npm run up` uses) and Helm charts of v3.
 */
const FOR_OTHERS = ["typescript", "@npmcli/arborist", "@pulumi/pulumi/automation", "@pulumi/kubernetes/helm/v3"];

/** Defers what is for others. It comes before any of the packages is loaded. */
function deferPackages() {
  const sdk = require.resolve("@pulumi/pulumi");
  for (const name of FOR_OTHERS) loadOnUse(name, sdk);
  // Only settings with patterns need it.
  loadOnUse("re2js", __filename);
}

/**
 * Runs a tool in this process, as if it were its first module.
 *
 * @param bundle its text
 * @param entry absolute path of the module that it was made of, from which its packages are found
 */
function runTool(bundle, entry) {
  const tool = new Module(entry, null);
  tool.filename = entry;
  tool.paths = Module._nodeModulePaths(path.dirname(entry));
  tool._compile(bundle, entry);
}

module.exports = { deferPackages, runTool };
