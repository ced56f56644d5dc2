import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Packages come without the sources that their maps name.
  logLevel: 'error',
  test: {
    root: join(import.meta.dirname, '..'),
    include: ['{src,.ci}/**/*.test.ts'],
    globalSetup: ['.ci/vitest.setup.ts'],
    reporters: ['default', '.ci/plain-summary.ts'],
    // A test's cache goes with the test: the next one must not bring it back.
    unstubEnvs: true,
    // Real suites are compiled and run; the first time on a machine, Go compiles Ginkgo, too.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // GitHub's packages import files without their endings.
    server: { deps: { inline: [/@actions\//] } },
  },
});
