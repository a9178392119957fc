import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // A real server is shared by all tests, and Drone 0.x fails when it is written to from two sides.
    fileParallelism: !process.env.DRONE_TEST_SERVERS,
    // Pulumi's runtime does not survive worker threads.
    pool: "forks",
    // Most of the time goes into processes that the tests start and wait for.
    maxWorkers: "100%",
    include: ["test/**/*.test.ts"],
    // Never a measure: two real engines at once on a small machine take their time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
