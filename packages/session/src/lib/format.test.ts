import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createSessions, type Session } from '../index.ts'
import { createBrowser, OTHER_SECRET, SECRET } from './browser.test.ts'

const all = (session: Session): unknown => [session.user, session.toObject()]
const write = (session: Session): void => {
  session.login('ann@example.test')
  session.set('note', 'a-private-note')
}

/** Every text that somebody without a key can see in a cookie. */
function visible(cookie: string): string {
  return [
    cookie,
    ...cookie.split('.').map((part) => Buffer.from(part, 'base64url').toString()),
  ].join()
}

describe("format: 'sealed'", () => {
  test('holds a session as the signed format does', async () => {
    const browser = createBrowser({ format: 'sealed' })
    await browser.visit(write)
    assert.deepEqual(await browser.read(all), ['ann@example.test', { note: 'a-private-note' }])
    await browser.visit((session) => session.logout())
    assert.deepEqual(await browser.read(all), [undefined, {}])
  })

  test('cannot be read by the visitor; the signed one can', async () => {
    const [sealed, signed] = [createBrowser({ format: 'sealed' }), createBrowser()]
    for (const browser of [sealed, signed]) await browser.visit(write)
    for (const secret of ['a-private-note', 'ann@example.test']) {
      assert.equal(visible(sealed.cookie()).includes(secret), false)
      assert.equal(visible(signed.cookie()).includes(secret), true)
    }
  })

  test('is another text each time', async () => {
    const browser = createBrowser({ format: 'sealed' })
    await browser.visit(write)
    const first = browser.cookie()
    await browser.visit((session) => session.rotate())
    assert.notEqual(browser.cookie(), first)
  })

  test('is refused with any character changed', async () => {
    const browser = createBrowser({ format: 'sealed' })
    await browser.visit(write)
    const cookie = browser.cookie()
    for (let index = 0; index < cookie.length; index++) {
      const other = cookie[index] === 'A' ? 'B' : 'A'
      const changed = `${cookie.slice(0, index)}${other}${cookie.slice(index + 1)}`
      const found = await browser.readWith(`__Host-session=${changed}`, all)
      assert.deepEqual(found, [undefined, {}], `character ${index}`)
    }
  })

  test('is refused under another name and another secret', async () => {
    const browser = createBrowser({ format: 'sealed' })
    await browser.visit(write)
    const { clock } = browser
    const elsewhere = [
      createBrowser({ format: 'sealed', cookie: { name: 'other' } }, { clock }),
      createBrowser({ format: 'sealed', secrets: [OTHER_SECRET] }, { clock }),
    ]
    for (const other of elsewhere) {
      const header = `${other.sessions.cookieName}=${browser.cookie()}`
      assert.deepEqual(await other.readWith(header, all), [undefined, {}])
      assert.deepEqual(
        other.events.map(({ type }) => type),
        ['rejected'],
      )
    }
  })

  test('keeps the 4,096 bytes of a cookie', async () => {
    const { sessions } = createBrowser({ format: 'sealed' })
    const session = await sessions.open(new Request('https://example.test/'))
    session.set('a', 'x'.repeat(4096))
    await assert.rejects(sessions.commit(session, new Response()), /^SessionTooLarge: /)
  })

  test('is made again when its key is an old one', async () => {
    const old = createBrowser({ format: 'sealed' })
    await old.visit(write)
    const options = { format: 'sealed', secrets: [OTHER_SECRET, SECRET] } as const
    const browser = createBrowser(options, { jar: old.client.jar, clock: old.clock })
    assert.equal((await browser.visit(all)).headers.getSetCookie().length, 1)
    assert.equal((await browser.visit(all)).headers.getSetCookie().length, 0)
  })
})

describe('a cookie of the other format', () => {
  for (const [from, to] of [
    ['signed', 'sealed'],
    ['sealed', 'signed'],
  ] as const) {
    test(`is refused: ${from} where ${to} is asked`, async () => {
      const before = createBrowser({ format: from })
      await before.visit(write)
      const after = createBrowser({ format: to }, { jar: before.client.jar, clock: before.clock })
      assert.deepEqual(await after.read(all), [undefined, {}])
      assert.deepEqual(
        after.events.map(({ type }) => type),
        ['rejected'],
      )
    })

    test(`gives way to the new one at the next login: ${from} to ${to}`, async () => {
      const before = createBrowser({ format: from })
      await before.visit(write)
      const after = createBrowser({ format: to }, { jar: before.client.jar, clock: before.clock })
      await after.visit(write)
      assert.deepEqual(await after.read(all), ['ann@example.test', { note: 'a-private-note' }])
      assert.equal(Object.keys(after.client.cookies()).length, 1)
    })
  }
})

test('an unknown format throws at construction', () => {
  for (const format of ['encrypted', '', null, 1, 'Sealed', '__proto__']) {
    assert.throws(
      () => Reflect.apply(createSessions, undefined, [{ secrets: [SECRET], format }]),
      /^RangeError: format must be 'signed', 'sealed' or flask\(\{ secretKey \}\)$/,
    )
  }
})
