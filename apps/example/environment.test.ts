import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readEnvironment } from './environment.ts'
import { TEST_SECRET } from './testing.ts'

const MADE = 'made for development, 0123456789 abc'

function read(variables: Record<string, string>) {
  return readEnvironment(variables, () => MADE)
}

/** For a test's name. */
function describe(variables: object): string {
  return JSON.stringify(variables).replaceAll(TEST_SECRET, '(a good one)')
}

const ACCEPTED = [
  [{}, 3000, MADE, 'true'],
  [{ PORT: '', SESSION_SECRET: '', NODE_ENV: '', DEVELOPMENT: '' }, 3000, MADE, 'true'],
  [{ PORT: '8080' }, 8080, MADE, 'true'],
  [{ PORT: '0', NODE_ENV: 'test' }, 0, MADE, 'true'],
  [{ SESSION_SECRET: TEST_SECRET }, 3000, TEST_SECRET, 'true'],
  [{ SESSION_SECRET: TEST_SECRET, DEVELOPMENT: 'false' }, 3000, TEST_SECRET, 'false'],
  [{ SESSION_SECRET: TEST_SECRET, NODE_ENV: 'production' }, 3000, TEST_SECRET, 'false'],
] as const

for (const [variables, port, SESSION_SECRET, DEVELOPMENT] of ACCEPTED) {
  test(`accepts ${describe(variables)}`, () => {
    const bindings = { SESSION_SECRET, DEVELOPMENT }
    assert.deepEqual(read(variables), { ok: true, port, bindings })
  })
}

const REFUSED = [
  [{ PORT: 'http' }, /^PORT must be a number from 0 to 65535, not "http"$/],
  [{ PORT: '65536' }, /^PORT must/],
  [{ PORT: '-1' }, /^PORT must/],
  [{ PORT: '80\n90' }, /^PORT must be a number from 0 to 65535, not "80\\n90"$/],
  [{ NODE_ENV: 'prod' }, /^NODE_ENV must be production, development or test, not "prod"$/],
  [{ DEVELOPMENT: 'yes' }, /^DEVELOPMENT must be true or false, not "yes"$/],
  [{ PORT: 'x', DEVELOPMENT: 'y' }, /^DEVELOPMENT must .+; PORT must /],
  [{ SESSION_SECRET: 'short' }, /^SESSION_SECRET must be 32 random bytes or more/],
  [{ SESSION_SECRET: 'ab'.repeat(16) }, /^SESSION_SECRET must be 32 random bytes or more/],
  [{ NODE_ENV: 'production' }, /^SESSION_SECRET must be set with NODE_ENV=production/],
  [{ NODE_ENV: 'production', SESSION_SECRET: '' }, /^SESSION_SECRET must be set/],
  [
    { NODE_ENV: 'production', SESSION_SECRET: TEST_SECRET, DEVELOPMENT: 'true' },
    /^DEVELOPMENT must not be true with NODE_ENV=production$/,
  ],
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
