/** Flaws that others had (SECURITY-TESTS.md), where no other test stands in their way already. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { createSealer, createSigner } from '@costrel/signing'
import type { Session } from '../index.ts'
import { createBrowser, SECRET } from './browser.test.ts'

const NAME = '__Host-session'
const FORMATS = ['signed', 'sealed'] as const
const who = (session: Session): unknown => [session.user, session.toObject()]
const NOBODY = [undefined, {}]

/** What somebody without a key could bring for a session of the administrator. */
function forgeries(now: number): string[] {
  const document = JSON.stringify({ i: 'AAAAAAAAAAAAAAAAAAAAAA', c: now, u: 'root', d: { a: 1 } })
  const flask = JSON.stringify({ _user_id: 'root', a: 1 })
  const bodies = [document, flask, deflateSync(document).toString('latin1')]
  const encoded = bodies.flatMap((body) =>
    (['base64', 'base64url', 'hex'] as const).map((kind) =>
      Buffer.from(body, 'latin1').toString(kind),
    ),
  )
  const none = Buffer.from('{"alg":"none"}').toString('base64url')
  const jwts = encoded.map((body) => `${none}.${body}.`)
  const shapes = encoded.flatMap((body) => [body, `1.${body}`, `1..${now.toString(36)}.${body}.`])
  return [...shapes, ...jwts, ...encoded.map((body) => `.${body}`), encodeURIComponent(document)]
}

describe('a cookie that does not open has no second reader', () => {
  for (const format of FORMATS) {
    test(`whatever plain, encoded or compressed session stands in it (${format})`, async () => {
      const browser = createBrowser({ format })
      for (const value of forgeries(browser.clock.now())) {
        assert.deepEqual(await browser.readWith(`${NAME}=${value}`, who), NOBODY, value)
      }
      assert.ok(browser.events.length > 0)
      assert.ok(browser.events.every(({ type }) => type === 'rejected'))
    })
  }
})

describe('a token of our own that is for something else is no session', () => {
  const purposes = ['flash', 'flash user', 'session id', 'state', 'csrf', 'Session', 'session ', '']
  for (const format of FORMATS) {
    test(`under every other purpose and context (${format})`, async () => {
      const browser = createBrowser({ format })
      const now = browser.clock.now()
      const text = JSON.stringify({ i: 'AAAAAAAAAAAAAAAAAAAAAA', c: now, u: 'root', d: {} })
      const make = (purpose: string, context: string): string => {
        const { keys } = browser.sessions
        return format === 'signed'
          ? createSigner(keys, { purpose }).sign(text, { now, context })
          : createSealer(keys, { purpose }).seal(text, { now, context })
      }
      assert.equal(
        await browser.readWith(`${NAME}=${make('session', NAME)}`, who).then(String),
        'root,[object Object]',
      )
      for (const purpose of purposes) {
        if (purpose === '') continue
        assert.deepEqual(await browser.readWith(`${NAME}=${make(purpose, NAME)}`, who), NOBODY)
      }
      for (const context of [
        '',
        'session',
        '__Host-session2',
        '__host-session',
        '__Secure-session',
      ]) {
        assert.deepEqual(await browser.readWith(`${NAME}=${make('session', context)}`, who), NOBODY)
      }
    })
  }
})

test('nothing in a cookie is decompressed, even under our own key', async () => {
  const browser = createBrowser()
  const now = browser.clock.now()
  const document = JSON.stringify({ i: 'A', c: now, u: 'root', d: { a: 'x'.repeat(1_000_000) } })
  const signer = createSigner(browser.sessions.keys, { purpose: 'session' })
  for (const compress of [deflateSync, deflateRawSync, gzipSync]) {
    for (const text of [
      compress(document).toString('latin1'),
      compress(document).toString('base64'),
      `.${compress(document).toString('base64url')}`,
    ]) {
      const value = signer.sign(text, { now, context: NAME })
      assert.deepEqual(await browser.readWith(`${NAME}=${value}`, who), NOBODY)
    }
  }
})

test('every request has a session of its own, in one process and one instance', async () => {
  const { sessions } = createBrowser()
  const open = async (): Promise<Session> => sessions.open(new Request('https://example.test/'))
  const [ann, bob] = await Promise.all([open(), open()])
  ann.login('ann')
  ann.set('cart', [1])
  assert.deepEqual(who(bob), NOBODY)
  await sessions.commit(ann, new Response())
  assert.deepEqual(who(await open()), NOBODY)
})

test('nothing of an object that a page keeps reaches the next visitor', async () => {
  const shared = { cart: ['of nobody'] }
  const [ann, bob] = [createBrowser(), createBrowser()]
  await ann.visit((session) => {
    session.set('cart', shared.cart)
    ;(session.get('cart') as string[]).push('of ann')
  })
  await bob.visit((session) => session.set('cart', shared.cart))
  assert.deepEqual(await bob.read((session) => session.get('cart')), ['of nobody'])
  assert.deepEqual(await ann.read((session) => session.get('cart')), ['of nobody', 'of ann'])
})

describe('a slow request', () => {
  test('that only reads does not bring a session back that was logged out meanwhile', async () => {
    const { sessions, visit, client } = createBrowser()
    await visit((session) => session.login('ann'))
    const headers = { cookie: client.jar.getCookieStringSync('https://example.test/') }
    const slow = await sessions.open(new Request('https://example.test/', { headers }))
    assert.equal(slow.user, 'ann')
    await visit((session) => session.logout())
    const response = await sessions.commit(slow, new Response())
    assert.deepEqual([response.headers.getSetCookie(), client.cookies()], [[], {}])
  })

  test('that writes does, without a store; isLive with a not-before refuses what it sets', async () => {
    let notBefore = 0
    const browser = createBrowser({ isLive: ({ authAt = 0 }) => authAt >= notBefore })
    const { sessions, visit, client, clock } = browser
    await visit((session) => session.login('ann'))
    const headers = { cookie: client.jar.getCookieStringSync('https://example.test/') }
    const slow = await sessions.open(new Request('https://example.test/', { headers }))
    slow.set('cart', [1])
    clock.advance(1)
    await visit((session) => session.logout())
    notBefore = clock.now()
    const response = await sessions.commit(slow, new Response())
    const [line = ''] = response.headers.getSetCookie()
    assert.deepEqual(await browser.readWith(line.split(';', 1)[0] ?? '', who), NOBODY)
  })
})

test('the secrets of one app open nothing of another with a secret of its own', async () => {
  const ann = createBrowser()
  await ann.visit((session) => session.login('ann'))
  for (const secret of [SECRET.toLowerCase(), `${SECRET} `, [...SECRET].toReversed().join('')]) {
    const other = createBrowser({ secrets: [secret] }, { clock: ann.clock })
    assert.deepEqual(await other.readWith(`${NAME}=${ann.cookie()}`, who), NOBODY)
  }
})
