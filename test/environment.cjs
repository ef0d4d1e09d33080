"use strict";

/** Tests that need Node alone look at no cluster of the person who runs them. */
delete process.env.KUBECONFIG;
