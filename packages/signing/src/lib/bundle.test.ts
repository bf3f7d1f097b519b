import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createContext, runInContext } from 'node:vm'
import { gzipSync } from 'node:zlib'

import { build, type BuildOptions } from 'esbuild'

import refused from '../../vectors/refused.json' with { type: 'json' }
import flaskVectors from '../../vectors/flask-session.json' with { type: 'json' }
import * as flask from '../flask.ts'
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

test('Python’s formats are bundled with one side of each seam', async () => {
  const both = `export * from './flask.ts'; export * from './itsdangerous.ts'`
  const portable = ['@noble', '/fflate/', 'lib/portable', 'itsdangerous/portable-digest.ts']
  const native = ['lib/native.ts', 'lib/inflate.ts', 'itsdangerous/native-digest.ts']
  for (const condition of ['workerd', 'node', 'bun', 'deno']) {
    const { inputs } = await bundle(both, { conditions: [condition], platform: 'neutral' })
    for (const part of native) assert.equal(has(inputs, part), true, part)
    for (const part of portable) assert.equal(has(inputs, part), false, part)
  }
  const { inputs, text } = await bundle(both, EDGE)
  for (const part of portable) assert.equal(has(inputs, part), true, part)
  for (const part of native) assert.equal(has(inputs, part), false, part)
  assert.equal(/["']node:|getBuiltinModule|createSecretKey|Buffer\.from/.exec(text), null)
})

test('what does not speak Python’s formats is bundled without fflate', async () => {
  const { inputs } = await bundle(`export * from './index.ts'`, EDGE)
  assert.equal(has(inputs, '/fflate/'), false)
})

test('an edge bundle of Flask’s format without fflate is refused by the bundler, which names it', async (t) => {
  const root = join(import.meta.dirname, '../..')
  const folder = mkdtempSync(join(tmpdir(), 'costrel-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const part of ['package.json', 'src']) {
    cpSync(join(root, part), join(folder, part), { recursive: true })
  }
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(join(root, 'node_modules/@noble'), join(folder, 'node_modules/@noble'))
  const resolveDir = join(folder, 'src')
  const flask = (options: BuildOptions) =>
    bundle(`export * from './flask.ts'`, { ...options, logLevel: 'silent' }, resolveDir)
  await assert.rejects(flask(EDGE), /Could not resolve "fflate"/)
  assert.ok((await flask(WORKERS)).text.length > 1000)
})

test('an edge bundle reads every cookie of Flask, and native what it writes', async () => {
  const edge = await loadEdgeFlask()
  for (const { secret, fallbacks, cookie } of flaskVectors.sessions) {
    const options = { secretKey: secret, fallbacks }
    const there = edge.createFlaskCookie(options).decode(cookie, { now: NOW, maxAge: 0 })
    const here = flask.createFlaskCookie(options).decode(cookie, { now: NOW, maxAge: 0 })
    assert.ok(there.ok && here.ok)
    assert.deepEqual(new Map(there.value.texts), here.value.texts)
    assert.equal(there.stale, here.stale)
    const written = edge.createFlaskCookie(options).encode(here.value.texts, { now: NOW })
    const read = flask.createFlaskCookie(options).decode(written, { now: NOW })
    assert.deepEqual(read.ok && read.value.texts, here.value.texts)
  }
})

test('an edge bundle compresses, inflates no further than the cap, and only behind the MAC', async () => {
  const { createFlaskCookie } = await loadEdgeFlask()
  const roomy = createFlaskCookie({ secretKey: SECRET, maxInflated: 1e6 })
  const bomb = roomy.encode({ z: 'z'.repeat(900_000) }, { now: NOW })
  assert.ok(bomb.startsWith('.') && bomb.length < 2000)
  const [there, other] = [SECRET, 'another'].map((secretKey) => createFlaskCookie({ secretKey }))
  assert.deepEqual({ ...there?.decode(bomb, { now: NOW }) }, { ok: false, reason: 'too-long' })
  assert.deepEqual({ ...other?.decode(bomb, { now: NOW }) }, { ok: false, reason: 'signature' })
  const forged = there?.decode('.eJw.aaaa.aaaa', { now: NOW })
  assert.deepEqual({ ...forged }, { ok: false, reason: 'signature' })
})

async function bundle(
  contents: string,
  options: BuildOptions,
  resolveDir = `${import.meta.dirname}/..`,
) {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir, loader: 'ts' },
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
  return runEdge(`export * from './index.ts'`)
}

/** Flask's format in the same place. */
async function loadEdgeFlask(): Promise<typeof flask> {
  return runEdge(`export * from './flask.ts'`)
}

async function runEdge(contents: string) {
  const options = { ...EDGE, format: 'iife', globalName: 'signing' } satisfies BuildOptions
  const { text } = await bundle(contents, options)
  // what goes in and out is of one realm
  const context = createContext({ atob, btoa, crypto, TextDecoder, TextEncoder, Uint8Array, Map })
  return runInContext(`${text}; signing`, context)
}
