import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { createKeyRing, createSigner } from '@costrel/signing'
import type { RejectionReason, Session } from '../index.ts'
import { createBrowser, OTHER_SECRET, SECRET, type Browser } from './browser.test.ts'

const NAME = '__Host-session'
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.='

/** A browser that holds a good cookie, and what to compare with. */
async function loggedIn(): Promise<{ browser: Browser<Record<string, unknown>>; valid: string }> {
  const browser = createBrowser()
  await browser.visit((session) => (session.login('ann'), session.set('a', 1)))
  return { browser, valid: browser.cookie() }
}

const look = (session: Session): unknown => [session.user, session.isNew, session.toObject()]
const EMPTY = [undefined, true, {}]
const ANN = ['ann', false, { a: 1 }]

/** A request with this header finds a new, empty session; its answer sets no cookie, read or not. */
async function assertEmpty(
  { sessions }: Pick<Browser<Record<string, unknown>>, 'sessions'>,
  header: string,
  about?: string,
): Promise<void> {
  const request = new Request('https://example.test/', { headers: { cookie: header } })
  const session = await sessions.open(request)
  assert.deepEqual(look(session), EMPTY, about)
  const response = await sessions.commit(session, new Response('ok'))
  assert.deepEqual([response.status, response.headers.getSetCookie()], [200, []], about)
  const untouched = new Response()
  const passed = await sessions.commit(await sessions.open(request.clone()), untouched)
  assert.deepEqual([passed === untouched, [...passed.headers]], [true, []], about)
}

const junk = (length: number): string =>
  randomBytes(length)
    .toString('latin1')
    .replaceAll(/[\0\r\n]/g, '=')
const pairs = (name: string): string =>
  Array.from({ length: 10_000 }, (_, index) => `${name}=${index}`).join('; ')

describe('a new, empty session and no cookie is the answer to', () => {
  const headers: [about: string, header: string][] = [
    ['an empty header', ''],
    ['an empty value', `${NAME}=`],
    ['a name without a value', NAME],
    ['a value without a name', '=x'],
    ['blanks', ' \t; ;;\t= '],
    ['a short value', `${NAME}=x`],
    ['dots', `${NAME}=....`],
    ['many dots', `${NAME}=${'.'.repeat(4000)}`],
    ['percent signs that decode to nothing', `${NAME}=%E0%A4%A; %=%`],
    ['1 MB of random bytes', junk(1_000_000)],
    ['1 MB of random bytes as the value', `${NAME}=${junk(1_000_000).replaceAll(';', 'x')}`],
    ['1 MB of our name', NAME.repeat(70_000)],
    ['1 MB of our name and blanks', `${NAME} \t`.repeat(60_000)],
    ['1 MB of blanks around our name', `${' '.repeat(500_000)}${NAME}${' '.repeat(500_000)}`],
    ['1 MB of semicolons', ';'.repeat(1_000_000)],
    ['1 MB of one quoted value', `${NAME}="${'x'.repeat(1_000_000)}"`],
    ['ten thousand other pairs', pairs('a')],
    ['ten thousand pairs of our name', pairs(NAME)],
    ['a cookie named __proto__', '__proto__=1; __proto__[user]=ann'],
    ['a cookie named constructor', 'constructor=1; constructor.prototype=2; toString=3'],
    ['__proto__ as the value', `${NAME}=__proto__`],
    ['JSON as the value', `${NAME}={"user":"ann"}`],
    ['no token but a JWT', `${NAME}=eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.`],
  ]
  for (const [about, header] of headers) {
    test(about, async () => assertEmpty(createBrowser(), header))
  }

  test('no header at all', async () => {
    const { sessions } = createBrowser()
    const session = await sessions.open(new Request('https://example.test/'))
    assert.deepEqual(look(session), EMPTY)
    const response = await sessions.commit(session, new Response())
    assert.deepEqual(response.headers.getSetCookie(), [])
  })

  const disguised: [about: string, header: (valid: string) => string][] = [
    ['U+00A0 before the name', (valid) => `\u00A0${NAME}=${valid}`],
    ['U+00A0 before the name of a later pair', (valid) => `a=1;\u00A0${NAME}=${valid}`],
    ['U+00A0 after the name', (valid) => `${NAME}\u00A0=${valid}`],
    ['U+00A0 before the value', (valid) => `${NAME}=\u00A0${valid}`],
    ['U+00A0 after the value', (valid) => `${NAME}=${valid}\u00A0`],
    ['a vertical tab before the name', (valid) => `a=1;\u000B${NAME}=${valid}`],
    ['a form feed after the value', (valid) => `${NAME}=${valid}\u000C; a=1`],
    ['the name in another case', (valid) => `__host-session=${valid}`],
    ['the name in quotes', (valid) => `"${NAME}"=${valid}`],
    ['the name escaped', (valid) => `__Host%2Dsession=${valid}`],
    ['the name with a prefix', (valid) => `x${NAME}=${valid}`],
    ['the name with a suffix', (valid) => `${NAME}x=${valid}`],
    ['the name without its prefix', (valid) => `session=${valid}`],
    ['the value in quotes', (valid) => `${NAME}="${valid}"`],
    ['the value in a quoted one', (valid) => `a="x; ${NAME}=${valid}"`],
    ['the value after a second equals sign', (valid) => `${NAME}==${valid}`],
    ['the value and more', (valid) => `${NAME}=${valid}, ${NAME}=${valid}`],
    ['the pair as the value of another', (valid) => `a=${NAME}=${valid}`],
    ['the value without its last character', (valid) => `${NAME}=${valid.slice(0, -1)}`],
    ['the value in capitals', (valid) => `${NAME}=${valid.toUpperCase()}`],
    ['the value backwards', (valid) => `${NAME}=${valid.split('.').toReversed().join('.')}`],
  ]
  for (const [about, header] of disguised) {
    test(`a valid cookie with ${about}`, async () => {
      const { browser, valid } = await loggedIn()
      assert.deepEqual(await browser.readWith(`${NAME}=${valid}`, look), ANN)
      await assertEmpty(browser, header(valid))
    })
  }

  test('every change of a single character of a valid cookie', async () => {
    const { browser, valid } = await loggedIn()
    for (let at = 0; at < valid.length; at++) {
      for (const character of ALPHABET) {
        if (character === valid[at]) continue
        const changed = valid.slice(0, at) + character + valid.slice(at + 1)
        const session = await browser.sessions.open(requestWith(changed))
        if (session.user !== undefined || session.has('a')) assert.fail(changed)
      }
    }
  })

  test('every character that is missing, doubled or put in', async () => {
    const { browser, valid } = await loggedIn()
    for (let at = 0; at <= valid.length; at++) {
      const [before, after] = [valid.slice(0, at), valid.slice(at)]
      for (const changed of [before + after.slice(1), `${before}A${after}`, `${before}.${after}`]) {
        if (changed !== valid) await assertEmpty(browser, `${NAME}=${changed}`, changed)
      }
    }
  })
})

function requestWith(value: string): Request {
  return new Request('https://example.test/', { headers: { cookie: `${NAME}=${value}` } })
}

/** What the valid cookie carries, to be signed differently. */
function payloadOf(token: string): string {
  return Buffer.from(token.split('.')[3] ?? '', 'base64url').toString()
}

describe('a cookie that is right but for', () => {
  const wrong: [about: string, reason: RejectionReason, purpose: string, context: string][] = [
    ['its purpose', 'signature', 'flash', NAME],
    ['the cookie that it was made for', 'signature', 'session', '__Host-other'],
    ['a missing context', 'signature', 'session', ''],
  ]
  for (const [about, reason, purpose, context] of wrong) {
    test(`${about} is refused as '${reason}'`, async () => {
      const { browser, valid } = await loggedIn()
      const now = browser.clock.now()
      const resign = (purpose: string, context: string): string =>
        createSigner(browser.sessions.keys, { purpose }).sign(payloadOf(valid), { now, context })
      const control = `${NAME}=${resign('session', NAME)}`
      assert.deepEqual(await browser.readWith(control, look), ANN)
      await assertEmpty(browser, `${NAME}=${resign(purpose, context)}`)
      assert.deepEqual(browser.events.at(-1), { type: 'rejected', reason, cookie: NAME })
    })
  }

  test("its key is refused as 'unknown-key', and read again once the key is known", async () => {
    const { browser, valid } = await loggedIn()
    const other = createBrowser({ secrets: [OTHER_SECRET] }, { clock: browser.clock })
    await assertEmpty(other, `${NAME}=${valid}`)
    const reason = 'unknown-key'
    assert.deepEqual(other.events, [{ type: 'rejected', reason, cookie: NAME }])
    const both = createBrowser({ secrets: [OTHER_SECRET, SECRET] }, { clock: browser.clock })
    assert.deepEqual(await both.readWith(`${NAME}=${valid}`, look), ANN)
  })

  test('its key, which has the same id, is refused', async () => {
    const { browser, valid } = await loggedIn()
    const [id = ''] = browser.sessions.keys.ids
    const secrets = [{ secret: OTHER_SECRET, id }]
    const other = createBrowser({ secrets }, { clock: browser.clock })
    await assertEmpty(other, `${NAME}=${valid}`)
    assert.equal(createKeyRing(secrets).ids[0], id)
  })

  test('its version is refused', async () => {
    const { browser, valid } = await loggedIn()
    for (const version of ['0', '2', '10', '01', 'v1', '']) {
      await assertEmpty(browser, `${NAME}=${valid.replace(/^1(?=\.)/, version)}`)
    }
  })

  test("a time too far ahead is refused as 'future'; 300 seconds are two clocks that differ", async () => {
    const { browser, valid } = await loggedIn()
    browser.clock.advance(-300)
    assert.deepEqual(await browser.readWith(`${NAME}=${valid}`, look), ANN)
    browser.clock.advance(-1)
    await assertEmpty(browser, `${NAME}=${valid}`)
    const reason = 'future'
    assert.deepEqual(browser.events.at(-1), { type: 'rejected', reason, cookie: NAME })
  })

  test("its age is refused as 'expired'", async () => {
    const { browser, valid } = await loggedIn()
    browser.clock.advance(30 * 60 + 1)
    await assertEmpty(browser, `${NAME}=${valid}`)
    const reason = 'expired'
    assert.deepEqual(browser.events.at(-1), { type: 'rejected', reason, cookie: NAME })
  })

  const payloads = ['', 'x', 'null', '1', '"text"', '[]', '{}', '{"__proto__":{}}', '[[[[']
  for (const payload of payloads) {
    test(`its payload, ${payload || 'nothing'}, is refused`, async () => {
      const browser = createBrowser()
      const signer = createSigner(browser.sessions.keys, { purpose: 'session' })
      const token = signer.sign(payload, { now: browser.clock.now(), context: NAME })
      await assertEmpty(browser, `${NAME}=${token}`)
    })
  }

  test('a member of its payload is refused', async () => {
    const { browser, valid } = await loggedIn()
    const payload: Record<string, unknown> = JSON.parse(payloadOf(valid))
    const signer = createSigner(browser.sessions.keys, { purpose: 'session' })
    for (const member of Object.keys(payload)) {
      for (const value of [null, true, [], ['x']]) {
        const changed = JSON.stringify({ ...payload, [member]: value })
        const token = signer.sign(changed, { now: browser.clock.now(), context: NAME })
        await assertEmpty(browser, `${NAME}=${token}`, changed)
      }
    }
  })
})

const bad = (valid: string): string => `${valid.slice(0, -1)}A`.replace('1.', '9.')

describe('the name twice', () => {
  const one: [about: string, header: (valid: string) => string][] = [
    ['the valid one first', (valid) => `${NAME}=${valid}; ${NAME}=${bad(valid)}`],
    ['the valid one last', (valid) => `${NAME}=${bad(valid)}; ${NAME}=${valid}`],
    ['an empty one first', (valid) => `${NAME}=; ${NAME}=${valid}`],
    ['an empty one last', (valid) => `${NAME}=${valid}; ${NAME}=`],
    ['an overlong one first', (valid) => `${NAME}=${'x'.repeat(9000)}; ${NAME}=${valid}`],
    ['the same one twice', (valid) => `${NAME}=${valid}; ${NAME}=${valid}`],
    ['two bad ones first', (valid) => `${NAME}=x; ${NAME}=y; ${NAME}=${valid}`],
    ['blanks and tabs between', (valid) => `${NAME}=x;\t ${NAME} \t=\t ${valid} \t; a=1`],
    ['without a blank', (valid) => `${NAME}=x;${NAME}=${valid}`],
  ]
  for (const [about, header] of one) {
    test(`uses the only valid one: ${about}`, async () => {
      const { browser, valid } = await loggedIn()
      assert.deepEqual(await browser.readWith(header(valid), look), ANN)
    })
  }

  test('with two valid ones that differ uses none, in either order', async () => {
    const { browser, valid } = await loggedIn()
    await browser.visit((session) => session.login('bob'))
    const other = browser.cookie()
    assert.notEqual(other, valid)
    for (const [first, second] of [
      [valid, other],
      [other, valid],
    ]) {
      browser.events.length = 0
      await assertEmpty(browser, `${NAME}=${first}; ${NAME}=${second}`)
      assert.deepEqual(browser.events, [{ type: 'rejected', reason: 'duplicate', cookie: NAME }])
    }
  })

  test('with none valid is a new, empty session', async () => {
    const { browser, valid } = await loggedIn()
    await assertEmpty(browser, `${NAME}=${bad(valid)}; ${NAME}=x`)
  })

  test('verifies at most three', async () => {
    const { browser, valid } = await loggedIn()
    await assertEmpty(browser, `${NAME}=x; ${NAME}=y; ${NAME}=z; ${NAME}=${valid}`)
  })
})

describe('a valid cookie is found', () => {
  const headers: [about: string, header: (pair: string) => string][] = [
    ['behind ten thousand pairs', (pair) => `${'a=1; '.repeat(10_000)}${pair}`],
    ['before ten thousand pairs', (pair) => `${pair}${'; a=1'.repeat(10_000)}`],
    ['beside __proto__ and constructor', (pair) => `__proto__=1; ${pair}; constructor=2`],
    ['behind our name as a value', (pair) => `a=${NAME}; ${pair}`],
    ['behind our name without a value', (pair) => `${NAME}; ${pair}`],
    ['between blanks and tabs', (pair) => `\t ${pair} \t`],
    ['behind bytes of no encoding', (pair) => `a=\u00FF\u0080; ${pair}`],
  ]
  for (const [about, header] of headers) {
    test(about, async () => {
      const { browser, valid } = await loggedIn()
      assert.deepEqual(await browser.readWith(header(`${NAME}=${valid}`), look), ANN)
    })
  }
})

test('keys named __proto__ and constructor are keys like any other', async () => {
  const browser = createBrowser()
  await browser.visit((session) => {
    session.set('__proto__', { admin: true })
    session.set('constructor', 'c')
  })
  const found = await browser.read((session) => [
    JSON.stringify(session.toObject()),
    session.get('__proto__'),
    session.get('constructor'),
    session.get('admin'),
    session.get('hasOwnProperty'),
  ])
  const all = '{"__proto__":{"admin":true},"constructor":"c"}'
  assert.deepEqual(found, [all, { admin: true }, 'c', undefined, undefined])
  assert.equal(Reflect.get({}, 'admin'), undefined)
  await browser.visit((session) => (session.delete('__proto__'), session.delete('constructor')))
  assert.deepEqual(browser.client.cookies(), {})
})

test('a write beside a bad cookie begins a new session, whose cookie takes its place', async () => {
  const browser = createBrowser()
  const headers = { cookie: `${NAME}=x; ${NAME}=y` }
  const response = await browser.visit((session) => session.set('a', 2), { headers })
  assert.equal(response.headers.getSetCookie().length, 1)
  assert.deepEqual(await browser.read((session) => session.get('a')), 2)
})

test('logging out beside a bad cookie deletes it', async () => {
  const headers = { cookie: `${NAME}=x` }
  const response = await createBrowser().visit((session) => session.logout(), { headers })
  assert.match(response.headers.getSetCookie().join(), /^__Host-session=; Max-Age=0; /)
})
