import tseslint from "typescript-eslint";

/** Folders that compute: the same input gives the same output, byte for byte. */
const pureFolders = ["contract", "settings", "facts", "collector", "workloads", "monitoring", "gke"];

const clockAndRandom = [
  { object: "Date", property: "now", message: "The same settings give the same configuration, whenever." },
  { object: "Math", property: "random", message: "The same settings give the same configuration, each time." },
  { object: "crypto", property: "randomUUID", message: "The same settings give the same configuration, each time." },
];

// Which folder may import which is held by `.dependency-cruiser.cjs`.
export default tseslint.config(
  // The examples are projects of their own; a test compiles them against the built library.
  { ignores: ["node_modules/**", "out/**", "dist/**", "examples/**", ".state/**"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/dot-notation": "off",
    },
  },
  {
    files: pureFolders.map((folder) => `${folder}/**/*.ts`),
    ignores: ["settings/load/**"],
    rules: {
      "no-restricted-properties": ["error", ...clockAndRandom],
      "no-restricted-globals": [
        "error",
        { name: "process", message: "Pure folders know no environment." },
        { name: "performance", message: "Pure folders know no clock." },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: "The same settings give the same configuration, whenever.",
        },
      ],
    },
  },
  {
    files: ["tools/**/*.ts"],
    ignores: ["tools/files.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        {
          object: "fs",
          property: "writeFileSync",
          message: "writeWhole of tools/files.ts leaves the file that was there, whenever it is interrupted.",
        },
      ],
    },
  },
  {
    files: ["components/**/*.ts"],
    rules: {
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
