/** What Vite adds to the language: `import.meta.glob`, `?url` and style imports. */
/// <reference types="vite/client" />
