/** One test run for the whole house: units side by side, then what drives the running house in a real browser, one story after the other. */
import { defineConfig } from 'vitest/config'

const NEVER = ['**/node_modules/**', '**/dist/**']

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{packages,modules,apps,tools,bench}/**/*.test.{ts,tsx}'],
          exclude: NEVER,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          // a third: many wait for files, servers and clocks
          maxWorkers: 3,
          // store tests share one embedded PostgreSQL
          globalSetup: ['packages/db/testkit.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: NEVER,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          globalSetup: ['tools/test/web-pages.ts'],
          // each story starts a whole house: two at a time would measure each other
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
