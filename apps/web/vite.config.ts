/** Builds the screen into apps/web/dist, and serves it while developing with the api behind `/api` on port 8080. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const api = process.env.ANYUAN_API ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  worker: { format: 'es' },
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 1300, assetsInlineLimit: 0 },
  server: { port: 5173, proxy: { '/api': { target: api, changeOrigin: false }, '/live': { target: api, ws: true } } },
})
