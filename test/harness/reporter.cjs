"use strict";

/**
 * Mocha's `spec` output, and one closing line `N passed, N failed` that stands alone and comes last.
 *
 * A hook that fails counts as one failure. A run in which nothing ran has failed: a wrong path or a filter that
 * matches no test must not look like success.
 */
const { reporters } = require("mocha");

class ClosingLineReporter extends reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures } = this.stats;
    if (passes + failures === 0) reporters.Base.consoleLog("no test ran\n");
    reporters.Base.consoleLog(`${passes} passed, ${failures} failed`);
  }

  /** Mocha hands `finish` the number of failures that becomes the exit code. */
  done(failures, finish) {
    const { passes } = this.stats;
    finish(failures === 0 && passes === 0 ? 1 : failures);
  }
}

module.exports = ClosingLineReporter;
