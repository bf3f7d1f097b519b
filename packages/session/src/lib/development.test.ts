import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createBrowser } from './browser.test.ts'

const PLAIN = /^session=1\.[^;]+; Path=\/; HttpOnly; SameSite=Lax$/
const SECURE = /^__Host-session=1\.[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/

/** The line that a write at this address sets. */
async function lineAt(
  baseUrl: string,
  development: boolean | undefined,
  headers: Record<string, string> = {},
): Promise<string> {
  const options = development === undefined ? {} : { development }
  const browser = createBrowser(options, { baseUrl })
  const response = await browser.visit((session) => session.set('a', 1), { headers })
  return response.headers.getSetCookie().join()
}

const LOOPBACK = [
  'http://localhost',
  'http://localhost:3000',
  'http://app.localhost:3000',
  'http://a.b.localhost',
  'http://127.0.0.1:8787',
  'http://127.1.2.3',
  'http://[::1]:3000',
]
const ELSEWHERE = [
  'https://localhost:3000',
  'https://127.0.0.1',
  'http://example.test',
  'http://localhost.example.test',
  'http://notlocalhost',
  'http://192.168.0.2:3000',
  'http://10.0.0.1',
  'http://128.0.0.1',
  'http://0.0.0.0',
  'http://[::2]',
  'http://[::ffff:127.0.0.1]',
  'http://127.0.0.1.example.test',
]

describe('with development: true', () => {
  for (const baseUrl of LOOPBACK) {
    test(`${baseUrl} has a cookie without Secure and prefix`, async () => {
      assert.match(await lineAt(baseUrl, true), PLAIN)
    })
  }
  for (const baseUrl of ELSEWHERE) {
    test(`${baseUrl} has the cookie of production`, async () => {
      assert.match(await lineAt(baseUrl, true), SECURE)
    })
  }

  const proxied = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host']
  for (const name of [...proxied, 'x-forwarded-anything', 'X-Real-IP']) {
    test(`a request with ${name} has the cookie of production`, async () => {
      assert.match(await lineAt('http://localhost:3000', true, { [name]: 'x' }), SECURE)
    })
  }

  test('CF-Connecting-IP, which wrangler dev adds, does not count', async () => {
    const headers = { 'cf-connecting-ip': '127.0.0.1' }
    assert.match(await lineAt('http://localhost:8787', true, headers), PLAIN)
  })

  test('a browser keeps the cookie, reads it, and loses it at logout', async () => {
    const browser = createBrowser({ development: true }, { baseUrl: 'http://localhost:3000' })
    await browser.visit((session) => session.login('ann'))
    assert.deepEqual(Object.keys(browser.client.cookies()), ['session'])
    assert.equal(await browser.read((session) => session.user), 'ann')
    const response = await browser.visit((session) => session.logout())
    const past = 'Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT'
    const line = `session=; ${past}; Path=/; HttpOnly; SameSite=Lax`
    assert.deepEqual(response.headers.getSetCookie(), [line])
    assert.deepEqual(browser.client.cookies(), {})
  })

  test('its cookie is worth nothing in production, under either name', async () => {
    const desk = createBrowser({ development: true }, { baseUrl: 'http://localhost:3000' })
    await desk.visit((session) => session.login('ann'))
    const production = createBrowser({}, { clock: desk.clock })
    for (const name of ['session', '__Host-session']) {
      const user = await production.readWith(`${name}=${desk.cookie()}`, (s) => s.user)
      assert.equal(user, undefined)
    }
  })

  test('names of every prefix lose it', async () => {
    for (const name of [
      '__Host-admin',
      '__Secure-admin',
      '__Http-admin',
      '__Host-Http-admin',
      'admin',
    ]) {
      const options = { development: true, cookie: { name } }
      const browser = createBrowser(options, { baseUrl: 'http://localhost' })
      await browser.visit((session) => session.set('a', 1))
      assert.deepEqual(Object.keys(browser.client.cookies()), ['admin'])
    }
  })
})

describe('without development', () => {
  for (const baseUrl of [...LOOPBACK, ...ELSEWHERE]) {
    test(`${baseUrl} has the cookie of production`, async () => {
      assert.match(await lineAt(baseUrl, undefined), SECURE)
      assert.match(await lineAt(baseUrl, false), SECURE)
    })
  }
})
