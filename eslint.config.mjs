import tseslint from "typescript-eslint";

/** Folders that compute configuration: plain data in, plain data out. */
const pureFolders = ["collector", "workloads", "monitoring", "gke"];

const engineAndMachine = [
  { group: ["@pulumi/*"], message: "Pure folders know no engine: components place what they compute." },
  { group: ["node:*", "fs", "path", "os"], message: "Pure folders read no files, no clock and no environment." },
];

const siblings = (folder) =>
  [...pureFolders.filter((other) => other !== folder), "components", "policy", "tools"].map((other) => ({
    group: [`**/${other}/**`],
    message: `${folder}/ stands on settings' types and contract/ alone.`,
  }));

const wall = (files, patterns) => ({ files, rules: { "no-restricted-imports": ["error", { patterns }] } });

export default tseslint.config(
  { ignores: ["node_modules/**", "out/**", ".state/**"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/dot-notation": "off",
    },
  },
  ...pureFolders.map((folder) => wall([`${folder}/**/*.ts`], [...engineAndMachine, ...siblings(folder)])),
  {
    ...wall(
      ["settings/**/*.ts"],
      [
        ...engineAndMachine,
        {
          group: ["**/components/**", "**/tools/**", "**/contract/**", ...pureFolders.map((name) => `**/${name}/**`)],
          message: "Settings are the root of the data flow: they import nothing of the program.",
        },
      ],
    ),
    ignores: ["settings/load/**"],
  },
  wall(
    ["lease/**/*.ts"],
    [
      {
        group: [...pureFolders, "components", "policy", "tools"].map((name) => `**/${name}/**`),
        message: "The lease knows clusters and leases, and nothing of what it guards.",
      },
    ],
  ),
  wall(
    ["policy/**/*.ts"],
    [
      {
        group: [
          ...[...pureFolders.filter((name) => name !== "gke"), "components", "settings", "tools"].map(
            (name) => `**/${name}/**`,
          ),
          "**/contract/images",
          "**/stack/**",
          "**/lease/**",
        ],
        message: "A policy that shares the builder's code shares its bug.",
      },
    ],
  ),
  {
    files: ["components/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { group: ["**/settings/load/**", "**/tools/**"], message: "A component gets what it needs as arguments." },
          ],
        },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "NewExpression[callee.property.name='Config']",
          message: "settings/load/load.ts is the only reader.",
        },
        {
          selector: "CallExpression[callee.property.name='apply'] NewExpression",
          message: "Inside apply only formatting: a resource made there is missing from a first preview.",
        },
        {
          selector: "CallExpression[callee.property.name='apply'] ThrowStatement",
          message: "Inside apply only formatting: checks belong to settings, before anything is created.",
        },
      ],
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: { "@typescript-eslint/no-floating-promises": "off", "@typescript-eslint/no-non-null-assertion": "off" },
  },
);
