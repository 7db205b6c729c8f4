/** Runs before everything: zod would try to compile its checks with `new Function`, which a strict content policy forbids and logs. */
globalThis.__zod_globalConfig = { jitless: true }
