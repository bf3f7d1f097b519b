import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { inflateSync } from 'node:zlib'
import * as fc from 'fast-check'
import { createFlaskCookie, encodeTaggedValue, type FlaskSession } from './flask.ts'
import { arbitrarySession } from './lib/flask/arbitrary-session.test.ts'

const COUNT = 200
const SECRET = 'q3K9vXw2mZr8TtLb5NcYdHs7'
const codec = createFlaskCookie({ secretKey: SECRET, maxLength: 100_000 })
const script = fileURLToPath(new URL('../vectors/flask_cross_check.py', import.meta.url))
const probe = spawnSync('python3', ['-c', 'import flask'], { encoding: 'utf8' })
const skip = probe.status !== 0 && 'python3 cannot import flask (Debian: python3-flask)'

describe('the real Flask', () => {
  const seed = Math.floor(Math.random() * 2 ** 31)

  it(
    `reads ${COUNT} random sessions of its own back from us, equal and of equal types`,
    { skip },
    () => {
      const { cookies } = ask({ do: 'write', seed, count: COUNT })
      assert.equal(cookies?.length, COUNT)
      const pairs = cookies.flatMap((theirs) => {
        const session = read(theirs)
        return [
          [theirs, write(session.texts), 'types'],
          [theirs, write(withEveryValueSet(session)), 'types'],
          [theirs, codec.encode(session.toObject(), { now: Date.now() }), 'values'],
        ]
      })
      assert.deepEqual(ask({ do: 'compare', pairs }), { different: [] }, `seed ${seed}`)
    },
  )

  it(
    `writes ${COUNT} random sessions of ours as we do, and we read them back equal`,
    { skip },
    () => {
      const sessions = fc.sample(arbitrarySession, { numRuns: COUNT, seed })
      const ours = sessions.map((session) => codec.encode(session, { now: Date.now() }))
      const { cookies, json } = ask({ do: 'rewrite', cookies: ours })
      assert.equal(cookies?.length, COUNT)
      for (const [index, theirs] of cookies.entries()) {
        assert.equal(jsonOf(ours[index] ?? ''), json?.[index], `seed ${seed}`)
        assert.deepEqual(read(theirs).toObject(), read(ours[index] ?? '').toObject())
      }
    },
  )

  it('sees every other value unchanged when we set one key', { skip }, () => {
    const { cookies = [] } = ask({ do: 'write', seed: seed + 1, count: COUNT })
    const pairs = cookies.map((theirs) => {
      const changed = new Map(read(theirs).texts)
      changed.set('ours', encodeTaggedValue('set by us'))
      const without = new Map(read(write(changed)).texts)
      without.delete('ours')
      return [theirs, write(without), 'types']
    })
    assert.deepEqual(ask({ do: 'compare', pairs }), { different: [] }, `seed ${seed + 1}`)
  })
})

interface Answer {
  readonly cookies?: string[]
  readonly json?: string[]
  readonly different?: string[]
}

function ask(request: object): Answer {
  const input = JSON.stringify({ secret: SECRET, ...request })
  const { status, stdout, stderr } = spawnSync('python3', [script], { input, encoding: 'utf8' })
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
