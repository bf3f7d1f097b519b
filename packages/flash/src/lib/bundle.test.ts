import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { test } from 'node:test'
import { build } from 'esbuild'

const SESSION = "export { createSessions } from '@costrel/session'"
const FLASH = "export * from './src/index.ts'"

test('for Workers, flash adds at most 3 kB gzipped to a session, without signing', async (context) => {
  const [session, both, alone] = [
    await bundle(SESSION),
    await bundle(SESSION + '\n' + FLASH),
    await bundle(FLASH),
  ]
  context.diagnostic(`${both - session} bytes gzipped beside a session, ${alone} alone`)
  assert.ok(both - session > 1000 && both - session <= 3000)
  assert.ok(alone <= 5300)
})

/** Bytes of a module, bundled for Workers, minified and gzipped; signing is left out. */
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
    external: ['@costrel/signing'],
  })
  const [file] = outputFiles
  return gzipSync(file?.contents ?? '').length
}
