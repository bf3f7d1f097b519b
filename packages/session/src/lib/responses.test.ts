import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { createSessions, type Session } from '../index.ts'
import { createBrowser, SECRET } from './browser.test.ts'

const HOME = 'https://example.test/'
const write = (session: Session): void => session.set('a', 1)
const look = (session: Session): void => void session.get('a')
const ours = (headers: Headers): string[] =>
  headers.getSetCookie().filter((line) => line.startsWith('__Host-session='))
const encoder = new TextEncoder()

describe('a stream', () => {
  test('is passed on as it is: nothing of it is read before the response is there', async () => {
    const pulls: number[] = []
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulls.push(pulls.length)
          controller.enqueue(encoder.encode(`${pulls.length} `))
          if (pulls.length === 3) controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    const response = await createBrowser().visit(write, { response: new Response(body) })
    assert.deepEqual([pulls, ours(response.headers).length], [[], 1])
    assert.equal(response.body, body)
    assert.equal(await response.text(), '1 2 3 ')
  })

  test('finds the session sealed: its cookie has been sent', async () => {
    const failures: unknown[] = []
    const fetch = createSessions({ secrets: [SECRET] }).middleware((_request, session) => {
      write(session)
      const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
        try {
          session.set('late', 1)
        } catch (error) {
          failures.push(error)
        }
        controller.enqueue(encoder.encode(String(session.get('a'))))
        controller.close()
      }
      return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }))
    })
    const response = await fetch(new Request(HOME))
    assert.equal(await response.text(), '1')
    assert.match(String(failures), /^SessionSealed: /)
  })

  test('that is cancelled by the visitor is cancelled', async () => {
    const reasons: unknown[] = []
    const body = new ReadableStream({ cancel: (reason) => void reasons.push(reason) })
    const response = await createBrowser().visit(write, { response: new Response(body) })
    await response.body?.cancel('gone')
    assert.deepEqual(reasons, ['gone'])
  })

  test('of server-sent events gives each event when it happens', async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' }
    const answer = await createBrowser().visit(look, {
      response: new Response(readable, { headers }),
    })
    assert.equal(answer.headers.get('content-type'), 'text/event-stream')
    assert.equal(answer.headers.get('cache-control'), 'no-cache, private')
    const [writer, reader] = [writable.getWriter(), answer.body?.getReader()]
    for (const text of ['data: 1\n\n', 'data: 2\n\n']) {
      const written = writer.write(encoder.encode(text))
      assert.deepEqual((await reader?.read())?.value, encoder.encode(text))
      await written
    }
    await writer.close()
    assert.equal((await reader?.read())?.done, true)
  })
})

describe('a response that somebody else made', () => {
  test('Response.redirect keeps its place and takes our cookie', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      const response = Response.redirect('https://example.test/next', status)
      const answer = await createBrowser().visit(write, { response })
      assert.deepEqual(
        [answer.status, answer.headers.get('location'), ours(answer.headers).length],
        [status, 'https://example.test/next', 1],
      )
    }
  })

  test('a fetched one keeps its body, its headers and its cookies', async () => {
    const server = createServer((_request, response) => {
      response.setHeader('set-cookie', [
        'theirs=1; Path=/',
        'more=2; Expires=Thu, 01 Jan 2032 00:00:00 GMT',
      ])
      response.setHeader('x-upstream', 'yes')
      response.writeHead(201, 'Made There')
      response.end('upstream')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    assert.ok(typeof address === 'object' && address !== null)
    const fetched = await fetch(`http://127.0.0.1:${address.port}/`)
    const answer = await createBrowser().visit(write, { response: fetched })
    server.close()
    assert.deepEqual([answer.status, answer.statusText], [201, 'Made There'])
    assert.equal(answer.headers.get('x-upstream'), 'yes')
    const [first, second] = answer.headers.getSetCookie()
    assert.deepEqual(
      [first, second],
      ['theirs=1; Path=/', 'more=2; Expires=Thu, 01 Jan 2032 00:00:00 GMT'],
    )
    assert.equal(ours(answer.headers).length, 1)
    assert.equal(await answer.text(), 'upstream')
  })
})

describe('a switch of protocols', () => {
  for (const create of [createUpgrade, createWebSocket]) {
    test(`passes as it is, whatever was written: ${create.name}`, async () => {
      const { sessions } = createBrowser()
      for (const act of [look, write, (s: Session) => s.destroy(), () => undefined]) {
        const session = await sessions.open(new Request(HOME))
        act(session)
        const response = create()
        assert.equal(await sessions.commit(session, response), response)
        assert.deepEqual([...response.headers], [])
      }
    })
  }
})

describe('a response without a body', () => {
  for (const status of [204, 205, 304]) {
    test(`of status ${status} takes the cookie`, async () => {
      const browser = createBrowser()
      const answer = await browser.visit(write, { response: new Response(null, { status }) })
      assert.deepEqual([answer.status, answer.body], [status, null])
      assert.equal(ours(answer.headers).length, 1)
      assert.equal(await browser.read((session) => session.get('a')), 1)
    })
  }

  test('to HEAD takes the cookie, as GET would', async () => {
    const browser = createBrowser()
    const init = { method: 'HEAD', response: new Response(null, { headers: { 'x-a': '1' } }) }
    const answer = await browser.visit(write, init)
    assert.deepEqual([answer.headers.get('x-a'), ours(answer.headers).length], ['1', 1])
    assert.equal(await browser.read((session) => session.get('a')), 1)
  })
})

describe('a failure', () => {
  test('of status 500 keeps its own headers and cookies, and takes none of ours', async () => {
    const headers = { 'x-trace': '1', 'set-cookie': 'theirs=1' }
    const response = new Response('sorry', { status: 500, headers })
    const answer = await createBrowser().visit(write, { response })
    assert.deepEqual(answer.headers.getSetCookie(), ['theirs=1'])
    assert.deepEqual([answer.headers.get('x-trace'), await answer.text()], ['1', 'sorry'])
    assert.equal(answer.headers.get('vary'), 'Cookie')
  })

  test('that is thrown is thrown on, and nothing is set', async () => {
    const browser = createBrowser()
    const thrown = browser.visit((session) => {
      write(session)
      throw new Error('broken')
    })
    await assert.rejects(thrown, /^Error: broken$/)
    assert.deepEqual(browser.client.cookies(), {})
    assert.deepEqual(
      browser.events.map(({ type }) => type),
      ['changes-dropped'],
    )
  })
})

const TOKEN = fc.stringMatching(/^[a-z][a-z\d-]{0,11}$/)
const VALUE = fc.stringMatching(/^[!#-+\--:<-[\]-~]([ !#-+\--:<-[\]-~]{0,20}[!#-+\--:<-[\]-~])?$/)
const OURS =
  /^(set-cookie|vary|(.*-)?cache-control|surrogate-control|edge-control|x-accel-expires)$/

const foreignHeader = fc
  .tuple(TOKEN, VALUE)
  .filter(([name]) => !OURS.test(name) && name !== 'content-type')
const foreignCookie = fc
  .tuple(
    TOKEN,
    fc.stringMatching(/^[\w-]{0,12}$/),
    fc.constantFrom('', '; Path=/', '; HttpOnly; Max-Age=9'),
  )
  .map(([name, value, rest]) => `${name}=${value}${rest}`)

const acts: Record<string, (session: Session) => void> = {
  untouched: () => undefined,
  read: look,
  write,
  login: (session) => session.login('ann'),
  regenerate: (session) => (write(session), session.regenerate()),
  logout: (session) => session.logout(),
  destroy: (session) => session.destroy(),
}

test('every foreign header and cookie survives any handler', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(acts)),
      fc.constantFrom(200, 201, 302, 404, 418, 500, 503),
      fc.uniqueArray(foreignHeader, { maxLength: 6, selector: ([name]) => name }),
      fc.uniqueArray(foreignCookie, {
        maxLength: 5,
        selector: (line) => line.split('=', 1)[0],
      }),
      fc.boolean(),
      fc.boolean(),
      async (act, status, headers, cookies, isKnown, isImmutable) => {
        const browser = createBrowser()
        if (isKnown) await browser.visit((session) => session.login('bob'))
        const made = new Response('body', { status, headers })
        for (const line of cookies) made.headers.append('set-cookie', line)
        const response = isImmutable ? freeze(made) : made
        const answer = await browser.visit((s) => acts[act]?.(s), { response })
        for (const [name, value] of headers) assert.equal(answer.headers.get(name), value)
        const others = answer.headers.getSetCookie().filter((line) => !line.startsWith('__Host-'))
        assert.deepEqual(others, cookies)
        assert.ok(ours(answer.headers).length <= 1)
        assert.deepEqual([answer.status, await answer.text()], [status, 'body'])
      },
    ),
    { numRuns: 300 },
  )
})

/** A response whose headers nobody may change, as `fetch` gives it. */
function freeze(response: Response): Response {
  for (const method of ['append', 'delete', 'set'] as const) {
    Object.defineProperty(response.headers, method, { value: refuse })
  }
  return response
}

/** Nobody can make a 101 on Node: a runtime's upgrade looks like this. */
function createUpgrade(): Response {
  const response = new Response()
  Object.defineProperty(response, 'status', { value: 101 })
  return response
}
function createWebSocket(): Response {
  return Object.assign(new Response(), { webSocket: {} })
}

function refuse(): never {
  throw new TypeError('immutable')
}
