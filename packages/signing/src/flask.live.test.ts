import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { inflateSync } from 'node:zlib'
import * as fc from 'fast-check'
import { createFlaskCookie, encodeTaggedValue, type FlaskSession } from './flask.ts'
import { findFlasks } from '../../../apps/example/flask/flasks.ts'
import { arbitrarySession } from './lib/flask/arbitrary-session.test.ts'

const COUNT = 200
/** Shown by what fails; with the variable `SEED` the same sessions are made again. */
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const SECRET = 'q3K9vXw2mZr8TtLb5NcYdHs7'
const codec = createFlaskCookie({ secretKey: SECRET, maxLength: 100_000 })
const script = fileURLToPath(new URL('../vectors/flask_cross_check.py', import.meta.url))

for (const { name, python, skip } of findFlasks()) {
  describe(name, { skip }, () => {
    it(`reads ${COUNT} random sessions of its own back from us, equal and of equal types`, () => {
      const { cookies } = ask(python, { do: 'write', seed, count: COUNT })
      assert.equal(cookies?.length, COUNT)
      const pairs = cookies.flatMap((theirs) => {
        const session = read(theirs)
        return [
          [theirs, write(session.texts), 'types'],
          [theirs, write(withEveryValueSet(session)), 'types'],
          [theirs, codec.encode(session.toObject(), { now: Date.now() }), 'values'],
        ]
      })
      assert.deepEqual({ seed, ...ask(python, { do: 'compare', pairs }) }, { seed, different: [] })
    })

    it(`writes ${COUNT} random sessions of ours as we do, and we read them back equal`, () => {
      const sessions = fc.sample(arbitrarySession, { numRuns: COUNT, seed })
      const ours = sessions.map((session) => codec.encode(session, { now: Date.now() }))
      const { cookies, json } = ask(python, { do: 'rewrite', cookies: ours })
      assert.equal(cookies?.length, COUNT)
      for (const [index, theirs] of cookies.entries()) {
        const mine = ours[index] ?? ''
        assert.deepEqual({ seed, json: json?.[index] }, { seed, json: jsonOf(mine) })
        assert.deepEqual({ seed, ...read(theirs).toObject() }, { seed, ...read(mine).toObject() })
      }
    })

    it('sees every other value unchanged when we set one key', () => {
      const { cookies = [] } = ask(python, { do: 'write', seed: seed + 1, count: COUNT })
      const pairs = cookies.map((theirs) => {
        const changed = new Map(read(theirs).texts)
        changed.set('ours', encodeTaggedValue('set by us'))
        const without = new Map(read(write(changed)).texts)
        without.delete('ours')
        return [theirs, write(without), 'types']
      })
      assert.deepEqual({ seed, ...ask(python, { do: 'compare', pairs }) }, { seed, different: [] })
    })
  })
}

interface Answer {
  readonly cookies?: string[]
  readonly json?: string[]
  readonly different?: string[]
}

function ask(python: string, request: object): Answer {
  const input = JSON.stringify({ secret: SECRET, ...request })
  const { status, stdout, stderr } = spawnSync(python, [script], { input, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  return JSON.parse(stdout)
}

function read(cookie: string): FlaskSession {
  const opened = codec.decode(cookie, { now: Date.now() })
  assert.ok(opened.ok, cookie)
  return opened.value
}

function write(texts: ReadonlyMap<string, string>): string {
  return codec.encode(texts, { now: Date.now() })
}

/** As if an app had read and set each key. */
function withEveryValueSet(session: FlaskSession): ReadonlyMap<string, string> {
  return new Map(
    [...session.texts].map(([key, text]) => [
      key,
      encodeTaggedValue(session.get(key) ?? null, text),
    ]),
  )
}

/** The JSON in a cookie. */
function jsonOf(token: string): string {
  const bytes = Buffer.from(token.replace(/^\./, '').split('.')[0] ?? '', 'base64url')
  return (token.startsWith('.') ? inflateSync(bytes) : bytes).toString('utf8')
}
