/** What `apps/example/DEPLOYING.md` describes, as far as it can be tried without an account or a container engine. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { validate } from 'dockerfile-utils'
import { listening } from './example.ts'
import { startFor, temporaryFolder } from './processes.ts'
import { bun, deno, node } from '../tools/runtimes.ts'
import { WRANGLER_ENVIRONMENT } from './wrangler.ts'

const run = promisify(execFile)
const APP = join(import.meta.dirname, '../apps/example')
const PRODUCTION = { NODE_ENV: 'production', SESSION_SECRET: randomBytes(32).toString('base64') }

test('wrangler deploy --dry-run bundles the worker, far below the limit of 3 MB compressed', async (t) => {
  const wrangler = fileURLToPath(import.meta.resolve('wrangler'))
  const folder = await temporaryFolder(t)
  const args = [wrangler, 'deploy', '--dry-run', '--minify', '--outdir', folder]
  const env = { ...process.env, ...WRANGLER_ENVIRONMENT }
  const { stdout } = await run(process.execPath, args, { cwd: APP, env })
  const [line = '', size] = /^Total Upload: .* gzip: ([\d.]+) KiB/m.exec(stdout) ?? []
  t.diagnostic(`the example on Workers, minified: ${line}`)
  assert.ok(Number(size) < 300, line)
  assert.match(stdout, /^No bindings found/m) // so nobody deploys DEVELOPMENT
})

const BUNDLES = [
  { runtime: node, dockerfile: 'Dockerfile', script: 'bundle:node', file: 'node.js' },
  { runtime: bun, dockerfile: 'Dockerfile.bun', script: 'bundle:bun', file: 'bun.js' },
]

/** Their drivers are in the bundle too; on port 1 nobody listens. */
const SERVERS = [
  ['redis', 'REDIS_URL'],
  ['postgres', 'DATABASE_URL'],
] as const

for (const { runtime, dockerfile, script, file } of BUNDLES) {
  test(`${dockerfile} is right, and names the versions that are tested`, () => {
    const text = readFileSync(join(APP, dockerfile), 'utf8')
    assert.deepEqual(validate(text), [])
    const { packageManager } = readManifest(join(APP, '../..'))
    const images = new Set([node, bun].map(({ name }) => name.toLowerCase().replace(' ', ':')))
    for (const [, image = ''] of text.matchAll(/^FROM (?:oven\/)?(\S+)-slim/gm)) {
      assert.ok(images.has(image), image)
    }
    for (const [, manager] of text.matchAll(/(pnpm@\S+)/g)) assert.equal(manager, packageManager)
    assert.ok(text.includes(script) && text.includes(`dist/${file}`))
  })

  test(`what ${dockerfile} runs is one file that needs nothing else`, async (t) => {
    const folder = await temporaryFolder(t)
    const command = readManifest(APP).scripts?.[script] ?? ''
    await run('sh', ['-c', command.replace('dist', folder)], { cwd: APP, env: withTools() })
    const { executable, args } = runtime
    const env = { ...PRODUCTION, PORT: '0' }
    const bundle = { executable, args: [...args, join(folder, file)], env, cwd: folder }
    const origin = await listening(startFor(t, bundle))
    assert.equal(await (await fetch(`${origin}/healthz`)).text(), 'ok')
    assert.equal((await fetch(`${origin}/inspector`)).status, 404)

    const stored = { ...bundle, env: { ...env, SESSION_STORE: 'sqlite' } }
    const devices = await fetch(`${await listening(startFor(t, stored))}/devices`)
    assert.match(await devices.text(), /Log in/)
    for (const [SESSION_STORE, variable] of SERVERS) {
      const url = `${SESSION_STORE}://127.0.0.1:1`
      const variables = { ...env, SESSION_STORE, [variable]: url }
      const { exit, output } = startFor(t, { ...bundle, env: variables })
      assert.equal(await exit, 1)
      assert.match(output(), new RegExp(`^SESSION_STORE=${SESSION_STORE} .+ECONNREFUSED.+\\n$`))
    }
  })
}

test('deno.jsonc permits what the app needs in production', async (t) => {
  const { executable } = deno
  const args = ['run', '-P', join(APP, 'entry/deno.ts')]
  const env = { ...PRODUCTION, PORT: '0' }
  const started = startFor(t, { executable, args, env, cwd: await temporaryFolder(t) })
  const origin = await listening(started)
  assert.equal(await (await fetch(`${origin}/healthz`)).text(), 'ok')
  assert.doesNotMatch(started.output(), /NotCapable/)
})

interface Manifest {
  readonly packageManager?: string
  readonly scripts?: Readonly<Record<string, string>>
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

/** As pnpm runs scripts: the package's own tools come first. */
function withTools(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${join(APP, 'node_modules/.bin')}:${process.env.PATH}` }
}
