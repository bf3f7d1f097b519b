import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createFlash } from '../index.ts'
import { createSite, createTestSigner, texts } from './page.test.ts'

describe('a message is for the user as its response committed them', () => {
  test('logged out: the goodbye passes', async () => {
    const site = createSite()
    site.user = 'a'
    await site.visit((flashes) => {
      flashes.flash('You were logged out')
      site.user = undefined
    })
    assert.deepEqual(texts(await site.read()), ['You were logged out'])
  })

  test('logged in: the welcome is for them alone', async () => {
    const site = createSite()
    await site.visit((flashes) => {
      flashes.flash('Welcome, a')
      site.user = 'a'
    })
    site.user = 'b'
    assert.deepEqual(await site.read({ status: 302 }), [])
    site.user = 'a'
    assert.deepEqual(texts(await site.read()), ['Welcome, a'])
  })

  test("a stranger's message passes the login", async () => {
    const site = createSite()
    await site.flash('kept for you')
    site.user = 'a'
    assert.deepEqual(texts(await site.read()), ['kept for you'])
  })

  test('what the outcome says goes before what the function says', () => {
    const flash = createFlash({ signer: createTestSigner() })
    const flashes = flash.open(request(''), { user: () => 'before' })
    flashes.flash('a')
    const cookie = cookieOf(flashes.patch({ status: 200, user: 'after' }).setCookie)
    const readAs = (user: string): unknown =>
      flash.open(request(cookie), { user: () => user }).getFlashedMessages()
    assert.deepEqual([readAs('before'), readAs('after')], [[], ['a']])
  })

  test('a user the outcome says is nobody is nobody', () => {
    const flash = createFlash({ signer: createTestSigner() })
    const flashes = flash.open(request(''), { user: () => 'before' })
    flashes.flash('bye')
    const cookie = cookieOf(flashes.patch({ status: 200, user: undefined }).setCookie)
    assert.deepEqual(flash.open(request(cookie)).getFlashedMessages(), ['bye'])
  })

  test('the user stands under the MAC and not in the cookie', async () => {
    const site = createSite()
    site.user = 'ada@example.test'
    await site.flash('a')
    const tokens = Object.values(site.cookies()).flatMap((token) => token.split('.'))
    const readable = tokens.map((part) => Buffer.from(part, 'base64url').toString())
    assert.doesNotMatch([...tokens, ...readable].join(), /ada|example/)
  })
})

describe("another user's message", () => {
  test('is never shown, and a read that counts deletes it with one event', async () => {
    const site = createSite()
    site.user = 'a'
    await site.flash('private', 'too')
    site.user = 'b'
    assert.deepEqual(await site.read({ status: 302 }), [])
    assert.equal(Object.keys(site.cookies()).length, 2)
    assert.deepEqual(site.events, [])
    assert.deepEqual(await site.read(), [])
    assert.deepEqual(site.cookies(), {})
    assert.deepEqual(site.events, [{ type: 'dropped', reason: 'other-user', count: 2 }])
  })

  test('is nothing for a stranger after logout', async () => {
    const site = createSite()
    site.user = 'a'
    await site.flash('private')
    site.user = undefined
    assert.deepEqual(await site.read(), [])
  })

  test('of a slow response does not reach who logged in meanwhile', async () => {
    const site = createSite()
    const flash = createFlash({ signer: createTestSigner(), now: () => site.time })
    const slow = flash.open(request(''), { user: () => 'a' })
    site.user = undefined
    await site.flash('You were logged out')
    site.user = 'b'
    slow.flash('your balance is 3')
    for (const line of slow.patch({ status: 302 }).setCookie) {
      site.client.jar.setCookieSync(line, 'https://example.test/')
    }
    assert.deepEqual(texts(await site.read()), ['You were logged out'])
    assert.deepEqual([await site.read(), site.cookies()], [[], {}])
  })

  const pairs: [a: string, b: string][] = [
    ['1', '01'],
    ['a', 'A'],
    ['a"', 'a'],
    ['\ud800', '\ufffd'],
    ['', '""'],
    ['a=b', 'a'],
  ]
  for (const [a, b] of pairs) {
    test(`of ${JSON.stringify(a)} is not for ${JSON.stringify(b)}`, async () => {
      const site = createSite()
      site.user = a
      await site.flash('private')
      site.user = b
      assert.deepEqual(await site.read({ status: 302 }), [])
      site.user = a
      assert.deepEqual(texts(await site.read()), ['private'])
    })
  }
})

describe('the user is asked for', () => {
  test('only when there is a message', () => {
    const asked: string[] = []
    const flash = createFlash({ signer: createTestSigner() })
    const user = (): undefined => void asked.push('asked')
    const flashes = flash.open(request('__Host-session=1; __Host-flash=2; flash.12345678=3'), {
      user,
    })
    assert.deepEqual(flashes.getFlashedMessages(), [])
    flashes.patch({ status: 200 })
    assert.deepEqual(asked, [])
    flash.open(request('__Host-flash.12345678=junk'), { user }).getFlashedMessages()
    assert.deepEqual(asked, ['asked'])
  })
})

function request(cookie: string): Request {
  return new Request('https://example.test/', { headers: { cookie } })
}

function cookieOf(lines: readonly string[]): string {
  return lines.map((line) => line.split(';', 1)[0]).join('; ')
}
