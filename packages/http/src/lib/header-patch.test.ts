import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { applyHeaderPatch, type HeaderPatch } from './header-patch.ts'

const NOTHING: HeaderPatch = { setCookie: [], vary: false, cacheControl: undefined }
const READ: HeaderPatch = { setCookie: [], vary: true, cacheControl: 'private' }
const LINE = '__Host-session=new; Path=/; HttpOnly; Secure; SameSite=Lax'
const WRITE: HeaderPatch = { setCookie: [LINE], vary: true, cacheControl: 'no-store' }

describe('an empty patch', () => {
  test('changes nothing', () => {
    const response = respond({ 'cache-control': 'public', 'cdn-cache-control': 'max-age=1' })
    const before = [...response.headers]
    assert.equal(applyHeaderPatch(response, NOTHING), response)
    assert.deepEqual([...response.headers], before)
  })

  test('does not rebuild an immutable response', () => {
    const response = Response.redirect('https://a.test/')
    assert.equal(applyHeaderPatch(response, NOTHING), response)
  })
})

describe('Vary', () => {
  const table: [vary: string | undefined, merged: string][] = [
    [undefined, 'Cookie'],
    ['', 'Cookie'],
    ['Accept', 'Accept, Cookie'],
    ['Accept,Accept-Encoding', 'Accept,Accept-Encoding, Cookie'],
    ['Cookie', 'Cookie'],
    ['cOOKIE', 'cOOKIE'],
    ['Accept , cookie\t,Origin', 'Accept , cookie\t,Origin'],
    ['*', '*'],
    ['Accept, *', 'Accept, *'],
    ['Cookie2', 'Cookie2, Cookie'],
    ['X-Cookie', 'X-Cookie, Cookie'],
    ['Cookie-Consent, Origin', 'Cookie-Consent, Origin, Cookie'],
  ]
  for (const [vary, merged] of table) {
    test(`${vary === undefined ? 'is added' : `'${vary}'`} becomes '${merged}'`, () => {
      const response = respond(vary === undefined ? {} : { vary })
      assert.equal(applyHeaderPatch(response, READ).headers.get('vary'), merged)
    })
  }

  test('counts lines of its own as one list', () => {
    const response = respond({ vary: 'Accept' })
    response.headers.append('vary', 'Cookie')
    assert.equal(applyHeaderPatch(response, READ).headers.get('vary'), 'Accept, Cookie')
  })
})

describe('caching', () => {
  test('becomes private, and no-store with a Set-Cookie', () => {
    const headers = { 'cache-control': 'public, max-age=60' }
    assert.equal(cacheControl(applyHeaderPatch(respond(headers), READ)), 'max-age=60, private')
    assert.equal(cacheControl(applyHeaderPatch(respond(headers), WRITE)), 'no-store')
  })

  test('stays as it is without a policy', () => {
    const patch: HeaderPatch = { ...READ, cacheControl: undefined }
    const response = applyHeaderPatch(
      respond({ 'cache-control': 'public', 'edge-control': 'x' }),
      patch,
    )
    assert.equal(cacheControl(response), 'public')
    assert.equal(response.headers.get('edge-control'), 'x')
  })

  const removed = [
    'CDN-Cache-Control',
    'Cloudflare-CDN-Cache-Control',
    'Vercel-CDN-Cache-Control',
    'Netlify-CDN-Cache-Control',
    'X-Anything-Cache-Control',
    'Surrogate-Control',
    'Edge-Control',
    'X-Accel-Expires',
  ]
  for (const name of removed) {
    test(`is not steered by ${name}, which is removed and reported`, () => {
      const names: string[] = []
      const response = respond({ [name]: 'max-age=600', 'x-kept': '1' })
      applyHeaderPatch(response, READ, (removedName) => names.push(removedName))
      assert.equal(response.headers.has(name), false)
      assert.equal(response.headers.get('x-kept'), '1')
      assert.deepEqual(names, [name.toLowerCase()])
    })
  }

  test('reports all that was removed, headers first', () => {
    const names: string[] = []
    const headers = {
      'cache-control': 'public, s-maxage=1, private="x"',
      'cdn-cache-control': 'a',
      'edge-control': 'b',
    }
    applyHeaderPatch(respond(headers), READ, (name) => names.push(name))
    assert.deepEqual(names, ['cdn-cache-control', 'edge-control', 'public', 's-maxage', 'private'])
  })

  test('keeps ETag, Expires and headers that only look alike', () => {
    const headers = { etag: '"x"', expires: 'never', 'cache-control-x': 'a', 'surrogate-key': 'b' }
    const response = applyHeaderPatch(respond(headers), READ)
    for (const [name, value] of Object.entries(headers)) {
      assert.equal(response.headers.get(name), value)
    }
  })
})

describe('Set-Cookie', () => {
  test('keeps other cookies, in their order', () => {
    const response = withCookies('a=1; Path=/', 'b=2; Expires=Thu, 01 Jan 2032 00:00:00 GMT', 'a=3')
    applyHeaderPatch(response, WRITE)
    assert.deepEqual(response.headers.getSetCookie(), [
      'a=1; Path=/',
      'b=2; Expires=Thu, 01 Jan 2032 00:00:00 GMT',
      'a=3',
      LINE,
    ])
  })

  test('replaces an earlier line of the same cookie', () => {
    const response = withCookies('__Host-session=old; path=/; secure', 'a=1')
    applyHeaderPatch(response, WRITE)
    assert.deepEqual(response.headers.getSetCookie(), ['a=1', LINE])
  })

  test('replaces a line without a path, which may be the same cookie', () => {
    const response = withCookies('__Host-session=old')
    applyHeaderPatch(response, WRITE)
    assert.deepEqual(response.headers.getSetCookie(), [LINE])
  })

  test('keeps a cookie of the same name with another path or domain', () => {
    const lines = ['__Host-session=1; Path=/x', '__Host-session=2; Path=/; Domain=a.test']
    const response = withCookies(...lines)
    applyHeaderPatch(response, WRITE)
    assert.deepEqual(response.headers.getSetCookie(), [...lines, LINE])
  })

  test('tells names apart by case, prefix and suffix', () => {
    const lines = [
      '__host-session=1; Path=/',
      '__Host-session2=1; Path=/',
      'x__Host-session=1; Path=/',
    ]
    const response = withCookies(...lines)
    applyHeaderPatch(response, WRITE)
    assert.deepEqual(response.headers.getSetCookie(), [...lines, LINE])
  })

  test('may be several lines, such as a deletion of the same name at another path', () => {
    const lines = ['a=; Path=/old; Max-Age=0', 'a=1; Path=/', 'b=2; Path=/']
    const response = applyHeaderPatch(respond({}), { ...WRITE, setCookie: lines })
    assert.deepEqual(response.headers.getSetCookie(), lines)
  })

  test('has each of our lines once when a patch is applied twice', () => {
    const response = withCookies('a=1')
    const patch = { ...WRITE, setCookie: [LINE, 'b=; Path=/x'] }
    applyHeaderPatch(applyHeaderPatch(response, patch), patch)
    assert.deepEqual(response.headers.getSetCookie(), ['a=1', ...patch.setCookie])
    assert.equal(response.headers.get('vary'), 'Cookie')
  })
})

describe('responses', () => {
  test('with a body are changed in place', () => {
    const response = withCookies()
    assert.equal(applyHeaderPatch(response, WRITE), response)
  })

  for (const status of [204, 302, 304]) {
    test(`with status ${status} that an app keeps and returns again get no cookie`, () => {
      const kept = new Response(null, { status, headers: { 'x-own': '1', 'set-cookie': 'a=1' } })
      const answer = applyHeaderPatch(kept, WRITE)
      assert.deepEqual(kept.headers.getSetCookie(), ['a=1'])
      assert.deepEqual(answer.headers.getSetCookie(), ['a=1', LINE])
      assert.deepEqual([answer.status, answer.headers.get('x-own')], [status, '1'])
      assert.equal(applyHeaderPatch(kept, READ), kept)
    })
  }

  test('of a redirect are made anew with status and place', () => {
    const response = applyHeaderPatch(Response.redirect('https://a.test/x', 303), WRITE)
    assert.equal(response.status, 303)
    assert.equal(response.headers.get('location'), 'https://a.test/x')
    assert.deepEqual(response.headers.getSetCookie(), [LINE])
    assert.equal(response.headers.get('vary'), 'Cookie')
  })

  test('that were fetched are made anew with body, status text and cookies', async (t) => {
    const server = createServer((_, answer) => {
      answer.writeHead(201, 'Made', { 'set-cookie': ['a=1', 'b=2'], 'x-kept': '1' }).end('body')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.after(() => server.close())
    const address = server.address()
    assert.ok(address !== null && typeof address === 'object')
    const fetched = await fetch(`http://127.0.0.1:${address.port}/`)
    const response = applyHeaderPatch(fetched, WRITE)
    assert.deepEqual([response.status, response.statusText], [201, 'Made'])
    assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2', LINE])
    assert.equal(response.headers.get('x-kept'), '1')
    assert.equal(await response.text(), 'body')
  })

  for (const status of [204, 304]) {
    test(`with status ${status} and no body get the headers`, () => {
      const response = applyHeaderPatch(new Response(null, { status }), WRITE)
      assert.equal(response.status, status)
      assert.deepEqual(response.headers.getSetCookie(), [LINE])
    })
  }

  test('that stream keep streaming', async () => {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('one'))
        controller.close()
      },
    })
    const response = applyHeaderPatch(new Response(stream), WRITE)
    assert.equal(await response.text(), 'one')
  })

  test('that are an upgrade pass untouched', () => {
    // Only a runtime can make these: Node's constructor refuses status 101, and webSocket is a field of Workers.
    for (const mark of [{ status: 101 }, { webSocket: { accept() {} } }]) {
      const response = Object.defineProperties(respond({}), Object.getOwnPropertyDescriptors(mark))
      assert.equal(applyHeaderPatch(response, WRITE), response)
      assert.deepEqual([...response.headers], [])
    }
  })

  test('of Workers without a WebSocket are patched', () => {
    const response = Object.assign(respond({}), { webSocket: null })
    assert.deepEqual(applyHeaderPatch(response, WRITE).headers.getSetCookie(), [LINE])
  })

  test('that are an error pass untouched', () => {
    const response = Response.error()
    assert.equal(applyHeaderPatch(response, WRITE), response)
  })

  test('keep every foreign header and cookie', () => {
    fc.assert(
      fc.property(foreignHeaders, fc.constantFrom(READ, WRITE), (lines, patch) => {
        const response = new Response('x', { headers: lines })
        const before = [...response.headers]
        const after = [...applyHeaderPatch(response, patch).headers]
        assert.deepEqual(after.filter(isForeign), before.filter(isForeign))
      }),
    )
  })
})

const foreignHeaders = fc.array(
  fc.oneof(
    fc.tuple(fc.constantFrom('x-a', 'x-b', 'etag', 'link'), fc.stringMatching(/^[a-z]{0,9}$/)),
    fc.tuple(fc.constant('set-cookie'), fc.stringMatching(/^[a-z]{1,9}=[a-z]{0,9}; Path=\/$/)),
  ),
)

function isForeign([name, value]: [string, string]): boolean {
  return !['vary', 'cache-control'].includes(name) && value !== LINE
}

function respond(headers: Record<string, string>): Response {
  return new Response(null, { headers })
}

function withCookies(...lines: string[]): Response {
  return new Response('page', {
    headers: lines.map((line): [string, string] => ['set-cookie', line]),
  })
}

function cacheControl({ headers }: Response): string | null {
  return headers.get('cache-control')
}
