import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'

import { createSessions } from '@costrel/session'
import { createKeyRing, createSigner } from '@costrel/signing'

import { runCommand, type CommandIo } from '../index.ts'

const NOW = 1_700_000_000_000
const SECRET = 'q3K9-vXw2mZr8_TtLb5NcYdHs7JfGp4u'
const OLD = 'w8Dn-4RkzQ_e1MvPy6XhBt5cUsLg9FaJ'
const DATA = '{"username":"Ada","visits":[1,null,true]}'

test('secret prints 32 random bytes as base64url, which a key ring accepts', async () => {
  const { status, output } = await run(['secret'])
  assert.equal(status, 0)
  assert.match(output, /^[\w-]{43}\n$/)
  assert.equal(createKeyRing([output.trim()]).ids.length, 1)
})

test('secret prints as many bytes as were asked for, in hex too', async () => {
  const { output } = await run(['secret', '--bytes', '48', '--format=hex'])
  assert.match(output, /^[0-9a-f]{96}\n$/)
})

test('secret refuses fewer than 32 bytes and other formats', async () => {
  await refuses(['secret', '--bytes', '16'], /^costrel secret: --bytes must be a whole number/)
  await refuses(['secret', '--bytes', '4e1'], /--bytes must be a whole number/)
  await refuses(['secret', '--format', 'base64'], /--format must be base64url or hex/)
})

for (const format of ['signed', 'sealed'] as const) {
  test(`seal makes a ${format} session that the session opens`, async () => {
    const token = await seal(['--format', format])
    const sessions = createSessions({ secrets: [SECRET], format, now: () => NOW })
    const headers = { cookie: `__Host-session=${token}` }
    const session = await sessions.open(new Request('https://app.example/', { headers }))
    assert.deepEqual(session.toObject(), JSON.parse(DATA))
  })

  test(`inspect shows a ${format} token with one JSON object`, async () => {
    const token = await seal(['--format', format])
    for (const input of [token, `${token}\n`, `${token}\r\n`]) {
      const { status, output } = await run(['inspect', '--json'], { input })
      assert.equal(status, 0)
      assert.deepEqual(JSON.parse(output), {
        ok: true,
        format,
        verified: true,
        data: JSON.parse(DATA),
        issuedAt: NOW,
        bytes: token.length,
      })
    }
  })

  test(`inspect shows that a ${format} token was made with another secret`, async () => {
    const token = await seal(['--format', format])
    const { status, output } = await run(['inspect', '--json'], {
      input: token,
      env: { SESSION_SECRET: OLD },
    })
    const { ok, verified, reason, data } = JSON.parse(output)
    assert.deepEqual([status, ok, verified, reason], [1, false, false, 'unknown-key'])
    assert.deepEqual(data, format === 'signed' ? JSON.parse(DATA) : null)
  })
}

test('seal prints only the token and a newline', async () => {
  const { output, errors } = await run(['seal'], { input: DATA })
  assert.match(output, /^1\.[\w.-]+\n$/)
  assert.equal(errors, '')
})

test('seal refuses an empty object, of which a session makes no cookie', async () => {
  await refuses(['seal'], /^costrel seal: a session without data has no cookie/, { input: '{}' })
})

test('seal and inspect take the name of the cookie and the purpose', async () => {
  const token = await seal(['--cookie', 'sid'])
  assert.equal((await run(['verify', '--cookie', 'sid'], { input: token })).status, 0)
  await refuses(['verify'], /^costrel verify: refused: signature\n$/, { input: token })
  const own = await seal(['--purpose', 'mine', '--cookie', 'c'])
  const opened = createSigner(createKeyRing([SECRET]), { purpose: 'mine' }).unsign(own, {
    now: NOW,
    context: 'c',
  })
  assert.equal(opened.ok && opened.value, DATA)
})

test('seal refuses what is no JSON object', async () => {
  for (const input of ['', '[]', 'null', '"text"', '{', '{"a":1}{']) {
    await refuses(['seal'], /^costrel seal: reads one JSON object/, { input })
  }
})

test('seal names the keys of data that is too long for a cookie', async () => {
  const input = JSON.stringify({ long: 'x'.repeat(5000) })
  await refuses(['seal'], /^costrel seal: .*long/, { input })
})

test('inspect shows a signed token without a secret, unverified', async () => {
  const token = await seal()
  const { status, output } = await run(['inspect', '--json'], { input: token, env: {} })
  const { ok, verified, reason, data } = JSON.parse(output)
  assert.deepEqual([status, ok, verified, reason], [1, false, false, 'no-secret'])
  assert.deepEqual(data, JSON.parse(DATA))
})

test('inspect shows a token that is none', async () => {
  const { status, output } = await run(['inspect', '--json'], { input: 'hello' })
  assert.equal(status, 1)
  assert.deepEqual(JSON.parse(output), {
    ok: false,
    format: null,
    verified: false,
    reason: 'malformed',
    data: null,
    issuedAt: null,
    bytes: 5,
  })
})

test('inspect tells a token that is too old from one that is not ours', async () => {
  const token = await seal()
  const later = { input: token, now: NOW + 61_000 }
  const { status, output } = await run(['inspect', '--json', '--max-age', '60'], later)
  const { ok, verified, reason } = JSON.parse(output)
  assert.deepEqual([status, ok, verified, reason], [1, false, true, 'expired'])
})

test('inspect prints lines for people', async () => {
  const { output } = await run(['inspect'], { input: await seal() })
  assert.match(output, /^format +signed\nverified +yes\nissued +2023-11-14T22:13:20.000Z\n/)
  assert.match(output, /"username": "Ada"/)
})

test('inspect sends no control characters to the terminal', async () => {
  const token = await seal([], JSON.stringify({ name: '\u001b[31m\u009b\u202e' }))
  const { output } = await run(['inspect'], { input: token })
  assert.equal(/[^\n -~]/.test(output), false)
  assert.match(output, /\\u009b/)
})

test('verify says by its status whether a token is good', async () => {
  const token = await seal()
  assert.deepEqual(await run(['verify'], { input: token }), { status: 0, output: '', errors: '' })
  await refuses(['verify'], /refused: signature/, { input: token.replace('.ey', '.eY') })
  await refuses(['verify'], /refused: malformed/, { input: 'hello' })
})

test('the first secret signs and all verify, whatever they come from', async () => {
  const env = { NEW: SECRET, OLD }
  const files = { '/run/old': `${OLD}\n` }
  const old = await seal([], DATA, { env: { SESSION_SECRET: OLD } })
  for (const flag of ['--secret-env=OLD', '--secret-file=/run/old']) {
    const rotated = ['--secret-env', 'NEW', flag]
    assert.equal((await run(['verify', ...rotated], { input: old, env, files })).status, 0)
    const made = await run(['seal', ...rotated], { input: DATA, env, files })
    const verified = await run(['verify', '--secret-env', 'NEW'], { input: made.output, env })
    assert.equal(verified.status, 0)
  }
})

test('names a secret that is missing or no good, and never shows it', async () => {
  await refuses(['seal'], /needs a secret: set SESSION_SECRET/, { env: {} })
  await refuses(['seal', '--secret-env', 'NOPE'], /: NOPE is not set\n$/)
  await refuses(['seal', '--secret-file', '/nope'], /cannot read the file of --secret-file \/nope/)
  const weak = 'this-is-a-very-secret-key-do-not-share'
  const errors = await refuses(['seal'], /: SESSION_SECRET is made of words/, {
    env: { SESSION_SECRET: weak },
  })
  assert.equal(errors.includes(weak), false)
})

test('takes no secret, and shows none that was given, as an argument', async () => {
  const errors = [
    await refuses(['seal', '--secret', SECRET], /unknown flag --secret; did you mean --secret-env/),
    await refuses(['seal', `--secret=${SECRET}`], /unknown flag --secret; did you mean/),
    await refuses(['inspect', SECRET], /takes no arguments but flags/),
    await refuses([SECRET], /^costrel: unknown command; there are secret, inspect, verify, seal\n/),
    await refuses(['seal', `--${SECRET}`], /unknown flag/),
  ]
  for (const text of errors) assert.equal(text.includes(SECRET.slice(4, 12)), false)
})

test('names the nearest of an unknown flag or command', async () => {
  await refuses(
    ['inspect', '--jsn'],
    /^costrel inspect: unknown flag --jsn; did you mean --json\?\n$/,
  )
  await refuses(['inspct'], /^costrel: unknown command; did you mean inspect\?\n$/)
})

test('a flag without its value, or with one too many, is named', async () => {
  await refuses(['secret', '--bytes'], /--bytes needs a value: --bytes N/)
  await refuses(['inspect', '--json=yes'], /--json takes no value/)
})

test('help has every flag and examples', async () => {
  for (const args of [[], ['--help'], ['-h'], ['help']]) {
    const { status, output } = await run(args)
    assert.equal(status, 0)
    for (const name of ['secret', 'inspect', 'verify', 'seal'])
      assert.match(output, RegExp(`\n  ${name} `))
  }
  const { output } = await run(['inspect', '--help'])
  for (const flag of ['--json', '--secret-env NAME', '--secret-file PATH', 'Examples:']) {
    assert.ok(output.includes(flag), flag)
  }
})

interface World {
  readonly input?: string
  readonly env?: Record<string, string>
  readonly files?: Record<string, string>
  readonly now?: number
}

async function run(args: readonly string[], world: World = {}) {
  const { input = '', env = { SESSION_SECRET: SECRET }, files = {}, now = NOW } = world
  let [output, errors] = ['', '']
  const io: CommandIo = {
    env,
    readFile(path) {
      const text = files[path]
      if (text === undefined) throw new Error('no such file')
      return text
    },
    readInput: () => Promise.resolve(input),
    write: (text) => void (output += text),
    writeError: (text) => void (errors += text),
    now: () => now,
    randomBytes,
  }
  return { status: await runCommand(args, io), output, errors }
}

async function seal(
  args: readonly string[] = [],
  input = DATA,
  world: World = {},
): Promise<string> {
  const { status, output, errors } = await run(['seal', ...args], { input, ...world })
  assert.equal(status, 0, errors)
  return output.trimEnd()
}

/** Refused with status 1, nothing on standard output, and one line that matches. */
async function refuses(args: readonly string[], line: RegExp, world?: World): Promise<string> {
  const { status, output, errors } = await run(args, world)
  assert.deepEqual([status, output], [1, ''])
  assert.match(errors, line)
  assert.equal(errors.split('\n').length, 2, errors)
  return errors
}
