/**
 * Runs a TypeScript tool of this project: `node tools/run.cjs tools/plan/main.ts ...`.
 *
 * The tool and what it imports from this project are one bundle, packages stay where they are. ts-node would spend
 * most of the plan's time on loading the compiler.
 */
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const { loadOnUse } = require("./loadOnUse.cjs");

/** Ends before anything is loaded that would fail with a stack trace. */
function refuse(reason) {
  process.stderr.write(`${reason}\n`);
  process.exit(2);
}

const { engines } = require("../package.json");
const [major, minor] = process.versions.node.split(".").map(Number);
const [wantedMajor, wantedMinor] = engines.node.match(/\d+/g).map(Number);
if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor))
  refuse(`Node ${process.versions.node} is too old: this project needs ${engines.node} (see .node-version).`);
if (!fs.existsSync(process.argv[2] ?? ""))
  refuse(
    `${process.argv[2] ?? "A file"}: there is no such file here. Run commands with npm run, in the project's folder.`,
  );

const { bundleOf } = require("./bundle.cjs");
const sdk = require.resolve("@pulumi/pulumi");

// More than half of what the SDK and the Kubernetes provider load is for others: functions that run in a cloud
// (the compiler, npm), programs that run Pulumi (its Automation API, which `npm run up` uses) and Helm charts of v3.
for (const name of ["typescript", "@npmcli/arborist", "@pulumi/pulumi/automation", "@pulumi/kubernetes/helm/v3"])
  loadOnUse(name, sdk);
// Only settings with patterns need it.
loadOnUse("re2js", __filename);

const entry = path.resolve(process.argv[2]);
process.argv.splice(1, 1);
const tool = new Module(entry, null);
tool.filename = entry;
tool.paths = Module._nodeModulePaths(path.dirname(entry));
tool._compile(bundleOf(entry), entry);
