import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build } from 'esbuild'

test("a bundle without flask() has nothing of Flask's format", async () => {
  assert.deepEqual(await inputs("export { createSessions } from '@costrel/session'"), [])
  const withFlask = await inputs("export { flask } from '@costrel/session/flask'")
  assert.ok(withFlask.length > 10)
})

/** The files of Flask's and itsdangerous's formats in a bundle. */
async function inputs(contents: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents, resolveDir: new URL('../..', import.meta.url).pathname },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    conditions: ['workerd', 'worker'],
  })
  const [output] = Object.values(metafile.outputs)
  return Object.keys(output?.inputs ?? {}).filter((path) => /flask|itsdangerous/.test(path))
}
