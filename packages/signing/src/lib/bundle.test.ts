import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createContext, runInContext } from 'node:vm'
import { gzipSync } from 'node:zlib'

import { build, type BuildOptions } from 'esbuild'

import refused from '../../vectors/refused.json' with { type: 'json' }
import * as signing from '../index.ts'

const NOW = 1_700_000_000_000
const SECRET = refused.secret
const WORKERS: BuildOptions = { conditions: ['workerd', 'worker', 'browser'], platform: 'neutral' }
const EDGE: BuildOptions = { conditions: ['edge-light', 'worker'], platform: 'browser' }

test('a Workers bundle has the native side alone', async () => {
  const { inputs } = await bundle(`export * from './index.ts'`, WORKERS)
  assert.equal(has(inputs, '@noble'), false)
  assert.equal(has(inputs, 'lib/native.ts'), true)
  assert.equal(has(inputs, 'lib/portable.ts'), false)
})

test('a bundle for Node, Bun or Deno has the native side alone', async () => {
  for (const condition of ['node', 'bun', 'deno']) {
    const conditions = [condition]
    const { inputs } = await bundle(`export * from './index.ts'`, {
      conditions,
      platform: 'neutral',
    })
    assert.equal(has(inputs, '@noble'), false)
    assert.equal(has(inputs, 'lib/portable.ts'), false)
  }
})

test('key ring and signer for Workers take at most 3 kB, gzipped', async () => {
  const { text } = await bundle(`export { createKeyRing, createSigner } from './index.ts'`, WORKERS)
  const { length } = gzipSync(text, { level: 9 })
  assert.ok(length <= 3000, `${length} bytes`)
})

test('an edge bundle has the portable side alone and names no runtime', async () => {
  const { inputs, text } = await bundle(`export * from './index.ts'`, EDGE)
  assert.equal(has(inputs, 'lib/native.ts'), false)
  assert.equal(has(inputs, '@noble/ciphers'), true)
  assert.equal(/node:|getBuiltinModule|createHmac|Buffer\.from/.exec(text), null)
})

test('an edge bundle runs where there is no process, and both sides open what the other made', async () => {
  const edge = await loadEdge()
  const [here, there] = [signing, edge].map(({ createKeyRing, createSealer, createSigner }) => {
    const keys = createKeyRing([SECRET])
    const options = { purpose: 'both' }
    return { keys, signer: createSigner(keys, options), sealer: createSealer(keys, options) }
  })
  assert.ok(here !== undefined && there !== undefined)
  assert.deepEqual([...there.keys.ids], here.keys.ids)
  const [value, options] = ['héllo 🌍', { now: NOW, context: '__Host-session' }]
  for (const [maker, opener] of [[here, there] as const, [there, here] as const]) {
    const signed = opener.signer.unsign(maker.signer.sign(value, options), options)
    const sealed = opener.sealer.unseal(maker.sealer.seal(value, options), options)
    assert.deepEqual([signed.ok && signed.value, sealed.ok && sealed.value], [value, value])
  }
  assert.equal(here.signer.sign(value, options), there.signer.sign(value, options))
  const [hash, edgeHash] = [signing, edge].map(({ createKeyedHash, createKeyRing }) =>
    createKeyedHash(createKeyRing([SECRET]), { purpose: 'log' })('alice'),
  )
  assert.equal(hash, edgeHash)
})

test('an edge bundle refuses what the native side refuses, for the same reason', async () => {
  const { createKeyRing, createSealer, createSigner } = await loadEdge()
  const keys = createKeyRing([SECRET])
  const signer = createSigner(keys, { purpose: refused.purpose })
  const sealer = createSealer(keys, { purpose: refused.purpose })
  for (const { name, format, token, reason, options } of refused.cases) {
    if (options.now === null) continue
    const open = format === 'signed' ? signer.unsign : sealer.unseal
    const opened = open(token, { ...options, now: options.now })
    assert.equal(opened.ok, false, name)
    if (reason !== 'any') assert.deepEqual({ ...opened }, { ok: false, reason }, name)
  }
})

async function bundle(contents: string, options: BuildOptions) {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: `${import.meta.dirname}/..`, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    metafile: true,
    outfile: 'out.js',
    ...options,
  })
  assert.ok(metafile !== undefined)
  return { inputs: Object.keys(metafile.inputs), text: outputFiles?.[0]?.text ?? '' }
}

function has(inputs: readonly string[], part: string): boolean {
  return inputs.some((input) => input.includes(part))
}

/** The package as an edge runtime runs it: a bundle, in a context with web globals and nothing else. */
async function loadEdge(): Promise<typeof signing> {
  const options = { ...EDGE, format: 'iife', globalName: 'signing' } satisfies BuildOptions
  const { text } = await bundle(`export * from './index.ts'`, options)
  const context = createContext({ atob, btoa, crypto, TextDecoder, TextEncoder })
  return runInContext(`${text}; signing`, context)
}
