import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

test('for Workers, a logger with a console sink is at most 3 kB gzipped', async (context) => {
  const bytes = await bundle("export { createLogger, consoleSink } from './src/index.ts'")
  context.diagnostic(`${bytes} bytes gzipped`)
  assert.ok(bytes > 1000 && bytes <= 3 * 1024, `${bytes} bytes`)
})

/** Bytes of a module, bundled for Workers, minified and gzipped. */
async function bundle(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: new URL('../..', import.meta.url).pathname },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2024',
    platform: 'neutral',
    conditions: ['workerd', 'worker'],
  })
  const [file] = outputFiles
  return gzipSync(file?.contents ?? '').length
}
