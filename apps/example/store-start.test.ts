/** What the example says when its store cannot be used: one line, no stack, no password, exit code 1. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { describe, test, type TestContext } from 'node:test'
import { findFreePort } from '../../tools/free-port.ts'
import { endOfExample } from './testing-process.ts'

const REFUSED = [
  [
    'an unknown store',
    { SESSION_STORE: 'mysql' },
    /^SESSION_STORE must be cookie, sqlite, redis or postgres, not "mysql"$/,
  ],
  ['Redis without its URL', { SESSION_STORE: 'redis' }, /^REDIS_URL must be set, such as redis:/],
  [
    'PostgreSQL with the URL of something else',
    { SESSION_STORE: 'postgres', DATABASE_URL: 'mysql://root:hunter2@db/shop' },
    /^DATABASE_URL must be a URL such as postgres:/,
  ],
  [
    'a file where no folder can be',
    { SESSION_STORE: 'sqlite', SQLITE_FILE: '/dev/null/sessions.sqlite' },
    /^SESSION_STORE=sqlite cannot be used: E\w+: .*\/dev\/null'?; check SQLITE_FILE$/,
  ],
  [
    'a file that is a folder',
    { SESSION_STORE: 'sqlite', SQLITE_FILE: '/proc' },
    /^SESSION_STORE=sqlite cannot be used: unable to open database file; check SQLITE_FILE$/,
  ],
] as const

describe('the example refuses to start, in one line,', { concurrency: 2 }, () => {
  for (const [about, variables, line] of REFUSED) {
    test(`with ${about}`, () => assertRefused(variables, line))
  }

  test('with a Redis that is not there', async () => {
    const REDIS_URL = `redis://:hunter2@127.0.0.1:${await findFreePort()}`
    const reason =
      /^SESSION_STORE=redis cannot be used: connect ECONNREFUSED [\d.:]+; check REDIS_URL$/
    await assertRefused({ SESSION_STORE: 'redis', REDIS_URL }, reason)
  })

  test('with a PostgreSQL that is not there', async () => {
    const DATABASE_URL = `postgres://shop:hunter2@localhost:${await findFreePort()}/shop`
    const reason =
      /^SESSION_STORE=postgres cannot be used: connect ECONNREFUSED .+; check DATABASE_URL$/
    await assertRefused({ SESSION_STORE: 'postgres', DATABASE_URL }, reason)
  })

  for (const [SESSION_STORE, variable] of [
    ['redis', 'REDIS_URL'],
    ['postgres', 'DATABASE_URL'],
  ] as const) {
    test(`with a ${SESSION_STORE} that takes the connection and says nothing`, async (t) => {
      const url = `${SESSION_STORE}://shop:hunter2@127.0.0.1:${await listenSilently(t)}/0`
      const reason = new RegExp(`^SESSION_STORE=${SESSION_STORE} cannot be used: no answer in 5 s`)
      await assertRefused({ SESSION_STORE, [variable]: url }, reason)
    })
  }
})

async function assertRefused(variables: Record<string, string>, line: RegExp): Promise<void> {
  const { code, output } = await endOfExample({ variables })
  assert.match(output, /^[^\n]+\n$/)
  assert.match(output.trimEnd(), line)
  assert.doesNotMatch(output, /hunter2/)
  assert.equal(code, 1)
}

async function listenSilently(t: TestContext): Promise<number> {
  const open = new Set<Socket>()
  const server = createServer((socket) => open.add(socket)).listen(0, '127.0.0.1')
  t.after(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  await once(server, 'listening')
  return portOf(server)
}

function portOf(server: ReturnType<typeof createServer>): number {
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return address.port
}
