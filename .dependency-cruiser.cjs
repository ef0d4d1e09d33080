/**
 * The walls between the folders: data flows from settings to the stack, and an arrow that runs back is an error.
 * `npm run check` holds them; docs/architecture.md has the picture.
 */

/** Folders that compute: plain data in, plain data out. */
const PURE = ["collector", "workloads", "monitoring", "gke"];

/** What may import what, from the root of the data flow to its end. Whatever is not named here is forbidden. */
const ALLOWED = {
  contract: [],
  settings: [],
  lease: ["contract", "settings/schema"],
  facts: ["contract", "settings/schema", "settings/sizing"],
  ...Object.fromEntries(PURE.map((folder) => [folder, ["contract", "facts", "settings/schema", "settings/sizing"]])),
  components: [...PURE, "contract", "settings/schema"],
  stack: ["components", ...PURE, "contract", "facts", "lease", "settings"],
  // Names, and facts about third parties. A policy that shares a builder's logic would share its mistakes.
  policy: ["contract/(?:annotations|collector/chart|collector/components|images|names|placeholders|series)\\.ts"],
};

/** A component, and not what several of them need. */
const COMPONENT = "^components/(?!common/|credentials/)";

const folders = (names) => `^(?:${names.join("|")})(?:/|$)`;

const walls = Object.entries(ALLOWED).map(([folder, allowed]) => ({
  name: `${folder}-knows-what-is-left-of-it`,
  comment: `${folder}/ may import ${allowed.join(", ") || "nothing of the program"}.`,
  severity: "error",
  from: { path: `^${folder}/` },
  to: {
    path: "^[a-z]",
    pathNot: [`^${folder}/`, "^node_modules/", ...(allowed.length > 0 ? [folders(allowed)] : [])],
    dependencyTypesNot: ["core", "npm", "npm-dev", "npm-peer", "npm-no-pkg", "npm-unknown"],
  },
}));

module.exports = {
  forbidden: [
    ...walls,
    {
      name: "no-circle",
      severity: "error",
      comment: "Move what both need.",
      from: {},
      to: { circular: true },
    },
    {
      name: "pure-folders-know-no-engine-and-no-machine",
      comment: "They read no files, no clock and no environment; components place what they compute.",
      severity: "error",
      from: { path: `^(?:${[...PURE, "contract", "facts", "settings"].join("|")})/`, pathNot: "^settings/load/" },
      to: { path: "^node_modules/@pulumi/|^(?:node:)?(?:fs|path|os|child_process|process|crypto|net|http|https)$" },
    },
    {
      name: "components-do-not-know-each-other",
      comment: "What several need is in components/common/; the stack hands it from one to the other.",
      severity: "error",
      from: { path: COMPONENT },
      to: { path: COMPONENT },
    },
    {
      name: "the-program-knows-no-tool-and-no-test",
      severity: "error",
      from: {
        path: "^(?:contract|settings|facts|lease|collector|workloads|monitoring|gke|components|stack|policy|index|library)",
      },
      to: { path: "^(?:tools|test)/" },
    },
    {
      name: "tools-know-no-test",
      severity: "error",
      comment: "A tool's bundle is kept under a hash of all sources but the tests' (tools/bundle.cjs).",
      from: { path: "^tools/" },
      to: { path: "^test/" },
    },
  ],
  options: {
    exclude: { path: "^(?:out|dist|examples|\\.state)/" },
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default"] },
  },
};
