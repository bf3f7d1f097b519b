import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createSite, texts, type Page } from './page.test.ts'

describe('a read counts as shown', () => {
  const counting: [about: string, page: Page][] = [
    ['with 200', { status: 200 }],
    ['with 226', { status: 226 }],
    ['with 400', { status: 400 }],
    ['with 404', { status: 404 }],
    ['with 499', { status: 499 }],
    ['in a form that is answered with its page', { method: 'POST', status: 422 }],
    ['for a document', { headers: { 'sec-fetch-dest': 'document' } }],
    ['for an iframe', { headers: { 'sec-fetch-dest': 'iframe' } }],
    ['for a frame', { headers: { 'sec-fetch-dest': 'frame' } }],
    [
      'for a fragment that a script fetches',
      { path: '/f', headers: { 'sec-fetch-dest': 'empty' } },
    ],
  ]
  for (const [about, page] of counting) {
    test(about, async () => {
      const site = createSite()
      await site.flash('a')
      assert.deepEqual(texts(await site.read(page)), ['a'])
      assert.deepEqual(site.cookies(), {})
      assert.deepEqual(await site.read(), [])
    })
  }
})

describe('a request that cannot show anything reads nothing and leaves all', () => {
  const blind: [about: string, page: Page][] = [
    ['HEAD', { method: 'HEAD' }],
    ['HEAD for a fragment', { method: 'HEAD', path: '/f' }],
    ['a prefetch', { headers: { 'sec-purpose': 'prefetch' } }],
    ['a prerender', { headers: { 'sec-purpose': 'prefetch;prerender' } }],
    ['a prefetch of old WebKit', { headers: { purpose: 'prefetch' } }],
    ['a prefetch of old Firefox', { headers: { 'x-moz': 'prefetch' } }],
    ['an image that is not there', { status: 404, headers: { 'sec-fetch-dest': 'image' } }],
    ['a script', { headers: { 'sec-fetch-dest': 'script' } }],
    ['a poll', { headers: { 'sec-fetch-dest': 'empty' } }],
    ['a prefetched fragment', { path: '/f', headers: { 'sec-purpose': 'prefetch' } }],
    ['an image that asks for a fragment', { path: '/f', headers: { 'sec-fetch-dest': 'image' } }],
  ]
  for (const [about, page] of blind) {
    test(about, async () => {
      const site = createSite()
      await site.flash('a')
      const before = site.cookies()
      assert.deepEqual(await site.read(page), [])
      assert.deepEqual(site.cookies(), before)
      assert.deepEqual(texts(await site.read()), ['a'])
    })

    test(`${about}: what it flashed before its read waits too`, async () => {
      const site = createSite()
      const fragment = page.path === '/f'
      await site.visit((flashes) => {
        flashes.flash('a')
        assert.deepEqual(flashes.getFlashedMessages({ fragment }), [])
      }, page)
      assert.deepEqual(texts(await site.read()), ['a'])
    })
  }
})

describe('a read does not count, and what was read waits', () => {
  for (const status of [300, 301, 303, 304, 308, 399]) {
    test(`with ${status}`, async () => {
      const site = createSite()
      await site.flash('a')
      await site.visit(
        (flashes) => {
          flashes.flash('b')
          assert.deepEqual(flashes.getFlashedMessages(), ['a', 'b'])
          flashes.flash('c')
        },
        { status },
      )
      assert.deepEqual(texts(await site.read()), ['a', 'b', 'c'])
    })
  }

  for (const status of [500, 503, 599]) {
    test(`with ${status}, and what the request flashed is dropped with an event`, async () => {
      const site = createSite()
      await site.flash('a')
      const response = await site.visit(
        (flashes) => {
          flashes.flash('b')
          assert.deepEqual(flashes.getFlashedMessages(), ['a', 'b'])
          flashes.flash('c')
        },
        { status },
      )
      assert.deepEqual(response.headers.getSetCookie(), [])
      assert.deepEqual(site.events, [{ type: 'dropped', reason: 'status', count: 2 }])
      assert.deepEqual(texts(await site.read()), ['a'])
    })
  }

  test('through a chain of redirects whose every hop reads', async () => {
    const site = createSite()
    await site.flash('a')
    for (const status of [301, 302, 307]) await site.read({ status })
    assert.deepEqual(texts(await site.read()), ['a'])
    assert.deepEqual(await site.read(), [])
  })
})

describe('in one request', () => {
  test('a read without fragment that cannot count leaves the messages to one with it', async () => {
    const site = createSite()
    await site.flash('a')
    await site.visit(
      (flashes) => {
        assert.deepEqual(flashes.getFlashedMessages(), [])
        assert.deepEqual(flashes.getFlashedMessages({ fragment: true }), ['a'])
        assert.deepEqual(flashes.getFlashedMessages(), ['a'])
      },
      { headers: { 'sec-fetch-dest': 'empty' } },
    )
    assert.deepEqual(await site.read(), [])
  })

  test('a message that is shown at once needs no cookie', async () => {
    const site = createSite()
    const response = await site.visit((flashes) => {
      for (let count = 0; count < 12; count++) flashes.flash(count)
      assert.equal(flashes.getFlashedMessages().length, 12)
    })
    assert.deepEqual(response.headers.getSetCookie(), [])
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.deepEqual([site.events, await site.read()], [[], []])
  })
})
