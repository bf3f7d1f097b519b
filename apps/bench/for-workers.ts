import type { BuildOptions } from 'esbuild'

/** How wrangler bundles a Worker with `nodejs_compat`. */
export const FOR_WORKERS: BuildOptions = {
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2024',
  conditions: ['workerd', 'worker', 'browser'],
  mainFields: ['module', 'main'],
  define: { 'process.env.NODE_ENV': '"production"' },
}
