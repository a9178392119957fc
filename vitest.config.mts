import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Pulumi's runtime does not survive worker threads.
    pool: "forks",
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
