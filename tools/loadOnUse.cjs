/** Modules that are loaded when one of their properties is read, and not when they are required. */
const { createRequire } = require("node:module");

/**
 * Defers a CommonJS module for everybody in this process.
 *
 * @param name as in `require(name)`
 * @param importer file whose `require` finds the module
 */
function loadOnUse(name, importer) {
  const load = createRequire(importer);
  const file = load.resolve(name);
  const stub = new Proxy(
    {},
    {
      get(_, property) {
        // TypeScript's import helpers ask for this mark, and copy every property of a module that lacks it.
        if (property === "__esModule") return true;
        if (require.cache[file]?.exports === stub) delete require.cache[file];
        return load(file)[property];
      },
    },
  );
  require.cache[file] = { id: file, filename: file, loaded: true, exports: stub, children: [], paths: [] };
}

module.exports = { loadOnUse };
