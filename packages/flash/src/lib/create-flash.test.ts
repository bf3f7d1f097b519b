import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { describe, test } from 'node:test'
import { createFlash, FlashError, type FlashOptions } from '../index.ts'
import { createSite, createTestSigner, texts } from './page.test.ts'

const IDLE = { setCookie: [], vary: false, cacheControl: undefined }

describe('a request that does not use flash', () => {
  test('changes nothing, and nothing is looked at', () => {
    const request = new Request('https://example.test/', {
      headers: { cookie: '__Host-flash.12345678=junk' },
    })
    const events: unknown[] = []
    const flash = createFlash({
      signer: createTestSigner(),
      now: forbidden,
      randomBytes: forbidden,
      onEvent: (event) => events.push(event),
    })
    const untouched = new Proxy(request, { get: forbidden })
    const flashes = flash.open(untouched, { user: forbidden })
    assert.equal(flashes.isTouched, false)
    for (const status of [200, 302, 404, 500]) assert.deepEqual(flashes.patch({ status }), IDLE)
    assert.deepEqual([flashes.isTouched, events], [false, []])
  })
})

describe('the patch', () => {
  test('sets one cookie for each message, with every attribute', () => {
    const flashes = open()
    flashes.flash('a')
    flashes.flash('b', 'error')
    const { setCookie, ...rest } = flashes.patch({ status: 302 })
    assert.deepEqual(rest, { vary: true, cacheControl: 'no-store' })
    assert.equal(setCookie.length, 2)
    for (const line of setCookie) {
      assert.match(
        line,
        /^__Host-flash\.[\w-]{8}=1\.[\w.-]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      )
    }
  })

  const readers: [about: string, status: number, method: string][] = [
    ['that found nothing', 200, 'GET'],
    ['that found nothing before a redirect', 302, 'GET'],
    ['that cannot count', 200, 'HEAD'],
    ['of a page that failed', 500, 'GET'],
  ]
  for (const [about, status, method] of readers) {
    test(`of a read ${about} is private and varies by cookie`, () => {
      const flashes = open('', { method })
      assert.deepEqual(flashes.getFlashedMessages(), [])
      assert.equal(flashes.isTouched, true)
      assert.deepEqual(flashes.patch({ status }), {
        setCookie: [],
        vary: true,
        cacheControl: 'private',
      })
    })
  }

  test('of a read that counts deletes every cookie that was there, whatever the filter', async () => {
    const site = createSite()
    await site.flash('a', 'b')
    const names = Object.keys(site.cookies())
    const response = await site.visit((flashes) =>
      flashes.getFlashedMessages({ categoryFilter: 'none' }),
    )
    const lines = response.headers.getSetCookie()
    assert.deepEqual(lines.map((line) => line.split('=', 1)[0]).toSorted(), names.toSorted())
    for (const line of lines) {
      assert.match(line, /=; Max-Age=0; Expires=.*1970.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    }
    assert.equal(response.headers.get('cache-control'), 'no-store')
  })

  test('made twice is the same', () => {
    const flashes = open()
    flashes.flash('a')
    const patch = flashes.patch({ status: 302 })
    assert.equal(flashes.patch({ status: 500 }), patch)
  })

  test('of a status of 400 and above, below 500, keeps what was flashed', async () => {
    const site = createSite()
    await site.visit((flashes) => flashes.flash('a'), { status: 499 })
    assert.deepEqual(texts(await site.read()), ['a'])
  })

  test('does not hold the message in clear, and says neither category nor user', () => {
    const flashes = open()
    flashes.flash('hello', 'secret-category')
    assert.doesNotMatch(JSON.stringify(flashes.patch({ status: 200 })), /hello|secret-category/)
  })
})

describe('after the patch', () => {
  for (const isTouched of [true, false]) {
    test(`a message throws, in a request that was ${isTouched ? '' : 'not '}touched`, () => {
      const flashes = open()
      if (isTouched) flashes.flash('a')
      flashes.patch({ status: 200 })
      assert.throws(
        () => flashes.flash('b'),
        (error) => error instanceof FlashError && error.code === 'sealed',
      )
    })
  }

  test('a first read cannot count any more, and is empty', async () => {
    const site = createSite()
    await site.flash('a')
    const flashes = open(site.client.jar.getCookieStringSync('https://example.test/'))
    flashes.patch({ status: 200 })
    assert.deepEqual(flashes.getFlashedMessages(), [])
  })

  test('a later read gives the same list again', async () => {
    const site = createSite()
    await site.flash('a')
    const flashes = open(site.client.jar.getCookieStringSync('https://example.test/'))
    assert.deepEqual(flashes.getFlashedMessages(), ['a'])
    flashes.patch({ status: 200 })
    assert.deepEqual(flashes.getFlashedMessages(), ['a'])
  })
})

describe('a pair', () => {
  test("carries its cookie's id, which nothing shows", async () => {
    const site = createSite()
    await site.flash('a')
    const [name = ''] = Object.keys(site.cookies())
    const [first] = await site.read({ status: 302 })
    const [again] = await site.read()
    assert.deepEqual([first?.id, again?.id], [name.split('.')[1], name.split('.')[1]])
    assert.deepEqual(
      [Object.keys(first ?? []), JSON.stringify(first)],
      [['0', '1'], '["message","a"]'],
    )
  })

  test('of the notice has an id too', async () => {
    const site = createSite({ maxMessages: 1 })
    await site.flash('a', 'b')
    const [notice] = await site.read()
    assert.equal(notice?.id, 'dropped')
  })
})

describe('development', () => {
  const desk = 'http://localhost:3000'

  test('drops prefix and Secure by plain http to this machine', async () => {
    const site = createSite({ development: true }, desk)
    const response = await site.flash('a')
    assert.match(
      String(response.headers.getSetCookie()),
      /^flash\.[\w-]{8}=[^;]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    assert.deepEqual(texts(await site.read()), ['a'])
    assert.deepEqual(site.cookies(), {})
  })

  test('does not by https, behind a proxy, or when it is off', async () => {
    const attempts: [options: Partial<FlashOptions>, baseUrl: string, headers: HeadersInit][] = [
      [{ development: true }, 'https://localhost:3000', {}],
      [{ development: true }, desk, { 'x-forwarded-proto': 'https' }],
      [{}, desk, {}],
    ]
    for (const [options, baseUrl, headers] of attempts) {
      const site = createSite(options, baseUrl)
      const response = await site.visit((flashes) => flashes.flash('a'), { headers })
      assert.match(String(response.headers.getSetCookie()), /^__Host-flash\..*; Secure/)
    }
  })

  test("does not read a developer's cookie in production", async () => {
    const site = createSite({ development: true }, desk)
    await site.flash('a')
    const [[name = '', value = ''] = []] = Object.entries(site.cookies())
    const flashes = open(`__Host-${name}=${value}`)
    assert.deepEqual(flashes.getFlashedMessages(), [])
  })
})

describe('options', () => {
  const signer = createTestSigner()
  const wrong: [about: string, options: unknown, error: RegExp][] = [
    ['no signer', {}, /^TypeError: signer must be a signer: createSigner/],
    ['a secret for a signer', { signer: 'secret' }, /^TypeError: signer must/],
    ['categories that are no list', { signer, categories: 'error' }, /^TypeError: categories must/],
    ['no message', { signer, maxMessages: 0 }, /^RangeError: maxMessages must/],
    ['half a second', { signer, lifetime: 0.5 }, /^RangeError: lifetime must/],
    ['a cookie name with a blank', { signer, cookie: { name: 'a b' } }, /^TypeError: /],
  ]
  for (const [about, options, error] of wrong) {
    test(`${about} is refused at construction`, () => {
      assert.throws(() => createFlash(options as FlashOptions), error)
    })
  }

  test('name the cookie', async () => {
    const site = createSite({ cookie: { name: '__Secure-note' } })
    await site.flash('a')
    assert.match(Object.keys(site.cookies()).join(), /^__Secure-note\.[\w-]{8}$/)
    assert.deepEqual(texts(await site.read()), ['a'])
    assert.equal(createFlash({ signer, cookie: { name: 'x' } }).cookieName, 'x')
  })

  test('give the random bytes', () => {
    const flash = createFlash({ signer, randomBytes: (length) => new Uint8Array(length).fill(255) })
    const flashes = flash.open(new Request('https://example.test/'))
    flashes.flash('a')
    assert.match(String(flashes.patch({ status: 200 }).setCookie), /^__Host-flash\.________=/)
  })
})

test('nothing of a request shows in a printout', () => {
  const flashes = open('__Host-flash.12345678=hidden')
  flashes.flash('hidden')
  assert.doesNotMatch(
    inspect(flashes, { depth: 9, showHidden: true }) + JSON.stringify(flashes),
    /hidden/,
  )
})

test("an observer's failure stays with it", async () => {
  const site = createSite({
    onEvent: () => {
      throw new Error('broken observer')
    },
  })
  await site.flash(...Array.from({ length: 11 }, String))
  await site.visit((flashes) => flashes.flash('a'), { status: 500 })
  assert.equal((await site.read()).length, 11)
})

function open(cookie = '', init: RequestInit = {}) {
  const request = new Request('https://example.test/', { ...init, headers: { cookie } })
  return createFlash({ signer: createTestSigner(), now: () => Date.UTC(2026, 0, 1) }).open(request)
}

function forbidden(): never {
  throw new Error('looked at')
}
