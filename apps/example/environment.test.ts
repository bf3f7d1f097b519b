import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readEnvironment } from './environment.ts'
import { TEST_SECRET } from './testing.ts'

const MADE = 'gR8xLq4ZwV7nKc2TpB9mYd5jHs3fEu6a'

function read(variables: Record<string, string>) {
  return readEnvironment(variables, () => MADE)
}

/** For a test's name. */
function describe(variables: object): string {
  return JSON.stringify(variables).replaceAll(TEST_SECRET, '(a good one)')
}

const ACCEPTED = [
  [{}, 3000, MADE, '1'],
  [{ PORT: '', SESSION_SECRET: '', NODE_ENV: '', DEVELOPMENT: '' }, 3000, MADE, '1'],
  [{ PORT: '8080' }, 8080, MADE, '1'],
  [{ PORT: '0', NODE_ENV: 'test' }, 0, MADE, '1'],
  [{ SESSION_SECRET: TEST_SECRET }, 3000, TEST_SECRET, '1'],
  [{ SESSION_SECRET: TEST_SECRET, DEVELOPMENT: '0' }, 3000, TEST_SECRET, '0'],
  [{ SESSION_SECRET: TEST_SECRET, NODE_ENV: 'production' }, 3000, TEST_SECRET, '0'],
] as const

for (const [variables, port, SESSION_SECRET, DEVELOPMENT] of ACCEPTED) {
  test(`accepts ${describe(variables)}`, () => {
    const bindings = { SESSION_SECRET, DEVELOPMENT }
    const store = { SESSION_STORE: 'cookie' }
    assert.deepEqual(read(variables), { ok: true, port, bindings, store })
  })
}

const STORES = [
  [{ SESSION_STORE: 'cookie', REDIS_URL: 'junk' }, {}],
  [{ SESSION_STORE: 'sqlite' }, { SQLITE_FILE: 'data/sessions.sqlite' }],
  [{ SESSION_STORE: 'sqlite', SQLITE_FILE: '/srv/a.db' }, { SQLITE_FILE: '/srv/a.db' }],
  [
    { SESSION_STORE: 'redis', REDIS_URL: 'rediss://:pw@cache:6380/1', SQLITE_FILE: 'unused' },
    { REDIS_URL: 'rediss://:pw@cache:6380/1', REDIS_PREFIX: 'costrel:' },
  ],
  [
    { SESSION_STORE: 'postgres', DATABASE_URL: 'postgresql://shop@db/shop' },
    { DATABASE_URL: 'postgresql://shop@db/shop' },
  ],
] as const

for (const [variables, expected] of STORES) {
  test(`accepts ${describe(variables)}`, () => {
    const environment = read(variables)
    assert.ok(environment.ok)
    const { SESSION_STORE } = variables
    assert.deepEqual(environment.store, { SESSION_STORE, ...expected })
  })
}

const REFUSED = [
  [{ PORT: 'http' }, /^PORT must be a number from 0 to 65535, not "http"$/],
  [{ PORT: '65536' }, /^PORT must/],
  [{ PORT: '-1' }, /^PORT must/],
  [{ PORT: '80\n90' }, /^PORT must be a number from 0 to 65535, not "80\\n90"$/],
  [{ NODE_ENV: 'prod' }, /^NODE_ENV must be production, development or test, not "prod"$/],
  [{ DEVELOPMENT: 'yes' }, /^DEVELOPMENT must be 1 or 0, not "yes"$/],
  [{ PORT: 'x', DEVELOPMENT: 'y' }, /^DEVELOPMENT must .+; PORT must /],
  [{ SESSION_SECRET: 'short' }, /^SESSION_SECRET must be 32 random bytes or more/],
  [{ SESSION_SECRET: 'ab'.repeat(16) }, /^SESSION_SECRET must be 32 random bytes or more/],
  [{ NODE_ENV: 'production' }, /^SESSION_SECRET must be set with NODE_ENV=production/],
  [{ NODE_ENV: 'production', SESSION_SECRET: '' }, /^SESSION_SECRET must be set/],
  [
    { NODE_ENV: 'production', SESSION_SECRET: TEST_SECRET, DEVELOPMENT: '1' },
    /^DEVELOPMENT must not be 1 with NODE_ENV=production$/,
  ],
  [
    { SESSION_STORE: 'mysql', SQLITE_FILE: 'a' },
    /^SESSION_STORE must be cookie, sqlite, redis or postgres, not "mysql"$/,
  ],
  [{ SESSION_STORE: 'redis' }, /^REDIS_URL must be set, such as redis:/],
  [{ SESSION_STORE: 'postgres' }, /^DATABASE_URL must be set, such as postgres:/],
  [{ SESSION_STORE: 'x', PORT: 'y' }, /^PORT must .+; SESSION_STORE must /],
] as const

for (const [variables, problem] of REFUSED) {
  test(`refuses ${describe(variables)} in one line`, () => {
    const environment = read(variables)
    assert.ok(!environment.ok)
    assert.match(environment.problem, problem)
    assert.doesNotMatch(environment.problem, /\n/)
  })
}

test('names the command that makes a good secret, and never shows the weak one', () => {
  for (const SESSION_SECRET of ['hunter2', 'hunter2'.repeat(9)]) {
    const environment = read({ NODE_ENV: 'production', SESSION_SECRET })
    assert.ok(!environment.ok)
    assert.match(environment.problem, /openssl rand -base64 32$/)
    assert.doesNotMatch(environment.problem, /hunter2/)
  }
})

test('never shows a URL that it refuses: it may hold a password', () => {
  for (const url of ['http://:hunter2@cache', 'hunter2', 'mysql://root:hunter2@db']) {
    const environments = [
      read({ SESSION_STORE: 'redis', REDIS_URL: url }),
      read({ SESSION_STORE: 'postgres', DATABASE_URL: url }),
    ]
    for (const environment of environments) {
      assert.ok(!environment.ok)
      assert.match(environment.problem, /_URL must be a URL such as /)
      assert.doesNotMatch(environment.problem, /hunter2/)
    }
  }
})

function never(): never {
  assert.fail('asked')
}

test('asks for a development secret only when it needs one', () => {
  readEnvironment({ SESSION_SECRET: TEST_SECRET }, never)
  readEnvironment({ NODE_ENV: 'production' }, never)
  readEnvironment({ PORT: 'x' }, never)
})

test('checks a kept secret as it checks one that was set', () => {
  assert.deepEqual(readEnvironment({}, () => 'short').ok, false)
})
