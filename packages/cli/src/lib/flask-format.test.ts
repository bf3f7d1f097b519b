import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { createFlaskCookie } from '@costrel/signing/flask'
import { runCommand } from './run-command.ts'

const SECRET_KEY = 'q3K9vXw2mZr8TtLb5NcYdHs7'
const NOW = Date.UTC(2026, 0, 1)
const cookie = createFlaskCookie({ secretKey: SECRET_KEY })

describe('the format flask', () => {
  test('is made of tagged JSON, whose floats and big integers stay what they are', async () => {
    const text = '{"big":9223372036854775807,"n":1.0,"pair":{" t":[1,2]}}'
    const { status, out } = await run(['seal', '--format', 'flask'], text)
    assert.equal(status, 0)
    const opened = cookie.decode(out.trim(), { now: NOW })
    assert.deepEqual(opened.ok && [...opened.value.texts.values()], [
      '9223372036854775807',
      '1.0',
      '{" t":[1,2]}',
    ])
  })

  test('is inspected with the same text, found by itself and by name', async () => {
    const long = `"${'long '.repeat(50)}"`
    const token = cookie.encode(
      new Map([
        ['n', '1.0'],
        ['s', long],
      ]),
      { now: NOW },
    )
    assert.match(token, /^\./)
    for (const flags of [[], ['--format', 'auto'], ['--format', 'flask']]) {
      const { status, out } = await run(['inspect', '--json', ...flags], token)
      const head = '{"ok":true,"format":"flask","verified":true'
      const tail = `"issuedAt":${NOW},"bytes":${token.length}`
      assert.deepEqual([status, out], [0, `${head},"data":{"n":1.0,"s":${long}},${tail}}\n`])
    }
    assert.equal((await run(['inspect', '--format', 'signed'], token)).status, 1)
  })

  test('is shown without a secret, and not trusted', async () => {
    const token = cookie.encode({ a: 1 }, { now: NOW })
    const { status, out } = await run(['inspect', '--json'], token, {})
    assert.equal(status, 1)
    assert.deepEqual(JSON.parse(out), {
      ok: false,
      format: 'flask',
      verified: false,
      reason: 'no-secret',
      data: { a: 1 },
      issuedAt: NOW,
      bytes: token.length,
    })
  })

  test('is verified by secrets that are too short for the other formats', async () => {
    const token = createFlaskCookie({ secretKey: 'dev' }).encode({ a: 1 }, { now: NOW - 9000 })
    assert.equal((await run(['verify'], token, { SESSION_SECRET: 'dev' })).status, 0)
    assert.equal((await run(['verify'], token, { SESSION_SECRET: 'def' })).status, 1)
    const old = ['verify', '--max-age', '5']
    const { status, error } = await run(old, token, { SESSION_SECRET: 'dev' })
    assert.deepEqual([status, error], [1, 'costrel verify: refused: expired\n'])
  })

  test('that was cut is malformed, and no word is said of a secret that is long enough for Flask', async () => {
    const token = cookie.encode({ a: 1 }, { now: NOW }).slice(0, -1)
    for (const flags of [[], ['--format', 'auto'], ['--format', 'flask']]) {
      const { status, error } = await run(['verify', ...flags], token)
      assert.deepEqual([status, error], [1, 'costrel verify: refused: malformed\n'])
    }
    const { error } = await run(['verify', '--format', 'signed'], token)
    assert.match(error, /SESSION_SECRET has 24 bytes, not 32/)
  })

  test('is made of a dict alone', async () => {
    for (const text of ['[1]', '{" t":[1]}', '{" d":5}', '1']) {
      assert.equal((await run(['seal', '--format', 'flask'], text)).status, 1)
    }
  })

  test('of NaN is one text, and made of it', async () => {
    const text = '{"i":-Infinity,"n":NaN}'
    const { out: token, error } = await run(['seal', '--format', 'flask'], text)
    assert.equal(error, '')
    const { out } = await run(['inspect', '--json'], token)
    assert.equal(JSON.parse(out).data, text)
  })

  test('of a dict whose only key looks like a tag goes out and in again', async () => {
    const token = cookie.encode({ ' t': 1.5 }, { now: NOW })
    const { out } = await run(['inspect', '--json'], token)
    const { data } = JSON.parse(out)
    const made = await run(['seal', '--format', 'flask'], JSON.stringify(data))
    assert.equal(made.out.trim(), token)
  })
})

async function run(
  args: readonly string[],
  input: string,
  env: Readonly<Record<string, string>> = { SESSION_SECRET: SECRET_KEY },
) {
  let [out, error] = ['', '']
  const status = await runCommand(args, {
    env,
    readFile: () => '',
    readInput: async () => input,
    write: (text) => void (out += text),
    writeError: (text) => void (error += text),
    now: () => NOW,
    randomBytes,
  })
  return { status, out, error }
}
