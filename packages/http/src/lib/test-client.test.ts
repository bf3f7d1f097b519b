import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { FetchHandler } from './fetch-handler.ts'
import { createTestClient } from './test-client.ts'

describe('the jar', () => {
  test('sends back what a response set', async () => {
    const client = createTestClient(setOrShow)
    await client.get('/?set=a=1; Path=/')
    assert.equal(await textOf(client.get('/')), 'a=1')
    assert.deepEqual(client.cookies(), { a: '1' })
  })

  const refused: [about: string, line: string, baseUrl: string][] = [
    ['__Host- without Secure', '__Host-a=1; Path=/', 'https://a.example'],
    ['__Host- without Path=/', '__Host-a=1; Secure; Path=/x', 'https://a.example'],
    ['__Host- with a Domain', '__Host-a=1; Secure; Path=/; Domain=a.example', 'https://a.example'],
    ['__Secure- without Secure', '__Secure-a=1; Path=/', 'https://a.example'],
    ['Secure over plain http', 'a=1; Secure; Path=/', 'http://a.example'],
    ["another site's Domain", 'a=1; Path=/; Domain=b.example', 'https://a.example'],
    ['a Max-Age of zero', 'a=1; Path=/; Max-Age=0', 'https://a.example'],
    [
      'an Expires in the past',
      'a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
      'https://a.example',
    ],
  ]
  for (const [about, line, baseUrl] of refused) {
    test(`refuses ${about}`, async () => {
      const client = createTestClient(setOrShow, { baseUrl })
      await client.get(`/x?set=${line}`)
      assert.deepEqual(client.cookies('/x'), {})
      assert.equal(await textOf(client.get('/x')), '')
    })
  }

  test('keeps a correct __Host- cookie', async () => {
    const client = createTestClient(setOrShow)
    await client.get('/?set=__Host-a=1; Secure; Path=/')
    assert.equal(await textOf(client.get('/deep/down')), '__Host-a=1')
  })

  test('sends a cookie below its path only', async () => {
    const client = createTestClient(setOrShow)
    await client.get('/?set=a=1; Path=/shop')
    assert.deepEqual(client.cookies('/'), {})
    assert.deepEqual(client.cookies('/shopping'), {})
    assert.deepEqual(client.cookies('/shop/cart'), { a: '1' })
  })

  test('takes the directory of the request when there is no path', async () => {
    const client = createTestClient(setOrShow)
    await client.get('/shop/cart?set=a=1')
    assert.deepEqual([client.cookies('/'), client.cookies('/shop/')], [{}, { a: '1' }])
  })

  test('forgets a cookie that a response deletes', async () => {
    const client = createTestClient(setOrShow)
    await client.get('/?set=a=1; Path=/')
    await client.get('/?set=a=; Path=/; Max-Age=0')
    assert.deepEqual(client.cookies(), {})
  })

  test('is shared by clients that are given one', async () => {
    const first = createTestClient(setOrShow)
    const second = createTestClient(setOrShow, { jar: first.jar })
    await first.get('/?set=a=1; Path=/')
    assert.equal(await textOf(second.get('/')), 'a=1')
  })

  test('gives way to a Cookie header of the test', async () => {
    const client = createTestClient(setOrShow)
    await client.get('/?set=a=1; Path=/')
    assert.equal(await textOf(client.get('/', { headers: { cookie: 'b=2' } })), 'b=2')
  })
})

describe('requests', () => {
  test('go to https://example.test by default, and to whole URLs', async () => {
    const client = createTestClient(({ url }) => new Response(url))
    assert.equal(await textOf(client.get('/a?b')), 'https://example.test/a?b')
    assert.equal(await textOf(client.get('http://b.example/')), 'http://b.example/')
  })

  test('that post send a form with the Origin of the page', async () => {
    const client = createTestClient(async (request) => {
      const fields = [...new URLSearchParams(await request.text())]
      const { method, headers } = request
      return Response.json([method, headers.get('origin'), headers.get('content-type'), fields])
    })
    assert.deepEqual(await (await client.post('/login', { name: 'Ada & co' })).json(), [
      'POST',
      'https://example.test',
      'application/x-www-form-urlencoded;charset=UTF-8',
      [['name', 'Ada & co']],
    ])
  })

  test('may have another Origin', async () => {
    const client = createTestClient(({ headers }) => new Response(headers.get('origin')))
    const init = { headers: { origin: 'https://evil.example' } }
    assert.equal(await textOf(client.post('/', {}, init)), 'https://evil.example')
  })
})

describe('follow', () => {
  test('leaves a response that redirects nowhere', async () => {
    const client = createTestClient(
      () => new Response(null, { status: 304, headers: { location: '/' } }),
    )
    const response = await client.get('/')
    assert.equal(await client.follow(response), response)
  })

  test('goes on by GET, relative to the last URL, with the cookies set on the way', async () => {
    const client = createTestClient((request) => {
      const { pathname } = new URL(request.url)
      if (pathname === '/a/login') return redirect('../b/next', 303, 'one=1; Path=/')
      if (pathname === '/b/next') return redirect('end?', 302, 'two=2; Path=/')
      return new Response(`${request.method} ${request.url} ${request.headers.get('cookie')}`)
    })
    const response = await client.follow(await client.post('/a/login', { name: 'Ada' }))
    assert.equal(await response.text(), 'GET https://example.test/b/end? one=1; two=2')
  })

  for (const status of [307, 308]) {
    test(`repeats method and body after ${status}`, async () => {
      const client = createTestClient(async (request) =>
        request.url.endsWith('/old')
          ? redirect('/new', status)
          : new Response(`${request.method} ${await request.text()}`),
      )
      const response = await client.follow(await client.post('/old', { a: '1' }))
      assert.equal(await response.text(), 'POST a=1')
    })
  }

  test('follows as many redirects as allowed and no more', async () => {
    let count = 0
    const app: FetchHandler = ({ url }) => {
      count++
      const left = Number(new URL(url).pathname.slice(1))
      return left === 0 ? new Response('end') : redirect(`/${left - 1}`, 302)
    }
    const client = createTestClient(app, { maxRedirects: 3 })
    assert.equal(await (await client.follow(await client.get('/3'))).text(), 'end')
    count = 0
    await assert.rejects(client.follow(await client.get('/4')), /gave up after 3 redirects/)
    assert.equal(count, 4)
  })
})

/** Sets the cookie that the query asks for, and answers with the Cookie header. */
function setOrShow(request: Request): Response {
  const line = new URL(request.url).searchParams.get('set')
  const headers = line === null ? undefined : { 'set-cookie': line }
  return new Response(request.headers.get('cookie'), headers === undefined ? {} : { headers })
}

function redirect(location: string, status: number, line?: string): Response {
  const response = new Response(null, { status, headers: { location } })
  if (line !== undefined) response.headers.append('set-cookie', line)
  return response
}

async function textOf(response: Promise<Response>): Promise<string> {
  return (await response).text()
}

test('a cookie with the domain __proto__ pollutes no prototype', async () => {
  const lines = ['polluted=1; Domain=__proto__; Path=/x', '__proto__=1; Path=/x', 'constructor=1']
  const headers = lines.map((line): [string, string] => ['set-cookie', line])
  const client = createTestClient(() => new Response('ok', { headers }), {
    baseUrl: 'https://__proto__',
  })
  await client.get('/x')
  const plain: Record<string, unknown> = {}
  assert.deepEqual([plain['/x'], plain['polluted'], Object.keys(plain)], [undefined, undefined, []])
})
