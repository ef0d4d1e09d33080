/** Starts what all cases share before the first and stops it after the last. As hooks, so that a failure is counted. */
import { startEnvironment, stopEnvironment } from "./environment";

export const mochaHooks = {
  async beforeAll(this: Mocha.Context): Promise<void> {
    // Building every program takes many minutes, once.
    this.timeout(0);
    await startEnvironment();
  },
  async afterAll(this: Mocha.Context): Promise<void> {
    this.timeout(0);
    await stopEnvironment();
  },
};
