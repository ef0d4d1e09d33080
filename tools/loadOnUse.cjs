/** Modules that are loaded when one of their properties is read, and not when they are required. */
const { createRequire } = require("node:module");

/**
 * Defers a CommonJS module for everybody in this process.
 *
 * @param name as in `require(name)`
 * @param importer file whose `require` finds the module
 */
function loadOnUse(name, importer) {
  const requireThere = createRequire(importer);
  const file = requireThere.resolve(name);
  const loaded = () => {
    if (require.cache[file]?.exports === stub) delete require.cache[file];
    return requireThere(file);
  };
  const stub = new Proxy(
    {},
    {
      // TypeScript's import helpers ask for the mark, and copy every property of a module that lacks it.
      get: (_, property) => (property === "__esModule" ? true : loaded()[property]),
      has: (_, property) => property in loaded(),
      ownKeys: () => Reflect.ownKeys(loaded()),
      getOwnPropertyDescriptor: (_, property) => {
        const descriptor = Reflect.getOwnPropertyDescriptor(loaded(), property);
        return descriptor && { ...descriptor, configurable: true };
      },
    },
  );
  require.cache[file] = { id: file, filename: file, loaded: true, exports: stub, children: [], paths: [] };
}

module.exports = { loadOnUse };
