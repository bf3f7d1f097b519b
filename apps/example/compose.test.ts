/** `compose.yaml` beside what it names: the app's own settings, its Dockerfile, and nginx.conf. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { readEnvironment } from './environment.ts'
import { TEST_SECRET } from './testing.ts'

const FOLDER = import.meta.dirname
const APPS = ['app-1', 'app-2'] as const

/** What of the Compose Specification the file uses: anything else in it is a mistake. */
const Service = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.string(), dockerfile: z.string() }).optional(),
  command: z.string().optional(),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z
    .record(z.string(), z.strictObject({ condition: z.literal('service_healthy') }))
    .default({}),
  healthcheck: z
    .strictObject({ test: z.array(z.string()), interval: z.string(), timeout: z.string() })
    .optional(),
  restart: z.literal('unless-stopped'),
  stop_grace_period: z.string().optional(),
})

const Compose = z.strictObject({
  name: z.string(),
  'x-app': z.unknown(),
  services: z.strictObject({
    'app-1': Service,
    'app-2': Service,
    nginx: Service,
    redis: Service,
    postgres: Service,
  }),
  volumes: z.record(z.string(), z.null()),
})

const document = parseDocument(read('compose.yaml'), { version: '1.2', strict: true })
assert.deepEqual([document.errors, document.warnings], [[], []])
const { services, volumes } = Compose.parse(document.toJS())

for (const name of APPS) {
  const { environment } = services[name]

  for (const SESSION_STORE of [undefined, 'redis', 'postgres']) {
    test(`${name} accepts its environment, with SESSION_STORE ${SESSION_STORE ?? 'not set'}`, () => {
      const variables = interpolate(environment, { SESSION_SECRET: TEST_SECRET, SESSION_STORE })
      const read = readEnvironment(variables, () => assert.fail('no secret was given'))
      assert.ok(read.ok)
      assert.equal(read.port, Number(variables['PORT']))
      assert.deepEqual(read.bindings, { SESSION_SECRET: TEST_SECRET, DEVELOPMENT: '0' })
      const { REDIS_URL, DATABASE_URL } = variables
      const stores = {
        redis: { SESSION_STORE: 'redis', REDIS_URL, REDIS_PREFIX: 'costrel:' },
        postgres: { SESSION_STORE: 'postgres', DATABASE_URL },
      }
      assert.deepEqual(read.store, stores[SESSION_STORE === 'postgres' ? 'postgres' : 'redis'])
    })
  }

  test(`every variable of ${name} is one that the README knows`, () => {
    const rows = read('README.md').matchAll(/^\| `([A-Z_]+)`/gm)
    const known = new Set(Array.from(rows, ([, found]) => found))
    for (const variable of Object.keys(environment)) assert.ok(known.has(variable), variable)
  })

  test(`${name} finds its stores where they are`, () => {
    const { REDIS_URL = '', DATABASE_URL = '' } = environment
    assert.equal(new URL(REDIS_URL).host, 'redis:6379')
    const { POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB } = services.postgres.environment
    const url = `postgres://${POSTGRES_USER}:${POSTGRES_PASSWORD}@postgres:5432/${POSTGRES_DB}`
    assert.equal(DATABASE_URL, url)
  })

  test(`${name} is built by the Dockerfile, which tells of its health and its port`, () => {
    const { context = '', dockerfile = '' } = services[name].build ?? {}
    const file = join(FOLDER, context, dockerfile)
    assert.equal(file, join(FOLDER, 'Dockerfile'))
    assert.match(readFileSync(file, 'utf8'), /^HEALTHCHECK /m)
    assert.equal(/^EXPOSE (\d+)$/m.exec(read('Dockerfile'))?.[1], environment['PORT'])
  })

  test(`${name} has longer to stop than its open requests`, () => {
    const [, patience] = /^const PATIENCE = (\d+)_000$/m.exec(read('process.ts')) ?? []
    const grace = services[name].stop_grace_period ?? ''
    assert.match(grace, /^\d+s$/)
    assert.ok(Number.parseInt(grace) > Number(patience))
  })
}

test('nginx leads to both, and listens where it is published', () => {
  const configuration = read('nginx.conf')
  const upstreams = [...configuration.matchAll(/^\s+server (\S+:\d+)/gm)].map(([, found]) => found)
  assert.deepEqual(
    upstreams,
    APPS.map((name) => `${name}:${services[name].environment['PORT']}`),
  )
  const [, inside] = /^\s+listen (\d+);$/m.exec(configuration) ?? []
  assert.deepEqual(services.nginx.ports, [`127.0.0.1:8080:${inside}`])
  assert.deepEqual(services.nginx.volumes, ['./nginx.conf:/etc/nginx/nginx.conf:ro'])
})

test('only nginx is published', () => {
  const published = Object.entries(services).filter(([, { ports }]) => ports.length > 0)
  assert.deepEqual(
    published.map(([name]) => name),
    ['nginx'],
  )
})

test('every service waits for services that tell of their health, and every volume is there', () => {
  const named = Object.values(services).flatMap((service) => service.volumes)
  for (const volume of named) {
    const [source = ''] = volume.split(':')
    assert.ok(source.startsWith('./') ? existsSync(join(FOLDER, source)) : source in volumes)
  }
  const healthy = new Set(['app-1', 'app-2', 'redis', 'postgres'])
  assert.ok(services.redis.healthcheck && services.postgres.healthcheck)
  for (const service of Object.values(services)) {
    for (const name of Object.keys(service.depends_on)) assert.ok(healthy.has(name), name)
  }
})

function read(file: string): string {
  return readFileSync(join(FOLDER, file), 'utf8')
}

/** As Compose does it: `${NAME:-default}`, and `${NAME:?problem}`, which must be set. */
function interpolate(
  environment: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, text]) => [
      name,
      text.replace(/\$\{(\w+):([-?])([^}]*)\}/g, (_match, variable, kind, rest) => {
        const value = given[variable] || (kind === '-' ? rest : undefined)
        return value ?? assert.fail(`${variable}: ${rest}`)
      }),
    ]),
  )
}
