import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..'),
    include: ['src/**/*.test.ts'],
    globalSetup: ['.ci/vitest.setup.ts'],
    reporters: ['default', '.ci/plain-summary.ts'],
    // Real suites are compiled and run; the first time on a machine, Go compiles Ginkgo, too.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
