import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLogger, memorySink } from '@costrel/logger'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { streamText } from 'hono/streaming'
import { flash, logger, session } from '../index.ts'

const secrets = ['kT4vXq8ZrN2wLc7YbJ5hPd9sGf3mAe6u']

function createShop() {
  const sink = memorySink()
  const app = new Hono()
    .use(logger({ name: 'shop', level: 'debug', sink }))
    .use(session({ secrets }))
    .use(flash())
    .onError((error, c) => {
      return error instanceof HTTPException ? error.getResponse() : c.text('sorry', 500)
    })
    .get('/', (c) => c.text('hello'))
    .get('/log', (c) => {
      c.var.logger.info('%s logged in', 'Ada')
      return c.text(c.var.requestId)
    })
    .get('/throw', () => {
      throw new Error('broken', { cause: new Error('the disk is full') })
    })
    .get('/refuse', () => {
      throw new HTTPException(403)
    })
    .get('/forget', () => undefined as unknown as Response)
    .get('/read', (c) => c.text(String(c.var.session.user)))
    .get('/empty', (c) => c.body(null, 204))
    .get('/stream', (c) =>
      streamText(c, async (stream) => {
        for (const word of ['one ', 'two ', 'three']) await stream.write(word)
      }),
    )
    .get('/endless', () => {
      const body = new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(20_000)),
      })
      return new Response(body)
    })
  const messages = (): string[] => sink.records.map(({ message }) => message)
  return { app, sink, messages }
}

const LINE = /^GET \/ 200, 5 bytes in \d+\.\d ms$/

describe('a request', () => {
  test('is one line when its body has ended, without its query', async () => {
    const { app, sink, messages } = createShop()
    await (await app.request('/?token=hunter2')).text()
    assert.equal(messages().length, 1)
    assert.match(messages().join(), LINE)
    assert.equal(sink.records[0]?.fields['status'], 200)
  })

  test('of a HEAD, and without a body, is one line of 0 bytes', async () => {
    const { app, messages } = createShop()
    await app.request('/', { method: 'HEAD' })
    await app.request('/empty')
    assert.match(messages().join('|'), /^HEAD \/ 200, 0 bytes .*\|GET \/empty 204, 0 bytes [^|]*$/)
  })

  test('that streams is one line with all of its bytes', async () => {
    const { app, messages } = createShop()
    assert.equal(await (await app.request('/stream')).text(), 'one two three')
    assert.match(messages().join(), /^GET \/stream 200, 13 bytes/)
  })

  test('that the client gives up is one line that says so', async () => {
    const { app, sink, messages } = createShop()
    const reader = (await app.request('/endless')).body?.getReader()
    await reader?.read()
    await reader?.cancel()
    assert.match(messages().join(), /^GET \/endless 200, \d+ bytes in .* \(aborted\)$/)
    assert.equal(sink.records[0]?.fields['aborted'], true)
  })

  test('has the id that a proxy gave it, if it is one', async () => {
    const { app, sink } = createShop()
    for (const id of ['a.b-c_1', 'two words', 'x'.repeat(129), '<script>', '']) {
      await app.request('/log', { headers: { 'x-request-id': id } })
    }
    const ids = sink.records.filter((r) => r.level === 'info').map((r) => r.fields['requestId'])
    assert.equal(ids[0], 'a.b-c_1')
    for (const id of ids.slice(2)) assert.match(String(id), /^[\da-f-]{36}$/)
  })

  test('binds its logger: every record carries the id', async () => {
    const { app, sink } = createShop()
    const response = await app.request('/log', { headers: { 'x-request-id': 'r1' } })
    assert.equal(await response.text(), 'r1')
    assert.deepEqual(
      sink.records.map(({ fields }) => fields['requestId']),
      ['r1', 'r1'],
    )
    assert.equal(sink.records[0]?.message, 'Ada logged in')
    assert.equal(sink.records[0]?.name, 'shop')
  })
})

describe('an error', () => {
  test('that nobody handled is logged once, with stack and causes', async () => {
    const { app, sink } = createShop()
    await (await app.request('/throw')).text()
    const errors = sink.records.filter(({ level }) => level === 'error')
    assert.equal(errors.length, 1)
    assert.match(JSON.stringify(errors[0]?.error), /broken.*the disk is full/)
    assert.match(sink.records.at(-1)?.message ?? '', /^GET \/throw 500/)
  })

  test('that is an answer is none', async () => {
    const { app, messages } = createShop()
    await (await app.request('/refuse')).text()
    assert.equal(messages().length, 1)
    assert.match(messages().join(), /^GET \/refuse 403/)
  })

  test('of a handler that returned nothing is a line of a 500', async () => {
    const { app, messages } = createShop()
    const response = await app.request('/forget')
    assert.equal(response.status, 500)
    assert.match(messages().join(), /^GET \/forget 500/)
  })
})

describe('an event', () => {
  test('of a tampered cookie is one warning, without the cookie', async () => {
    const { app, sink } = createShop()
    const cookie = '__Host-session=1.abc.def.ghi.jkl'
    await (await app.request('/read', { headers: { cookie } })).text()
    const warnings = sink.records.filter(({ level }) => level === 'warning')
    assert.deepEqual(
      warnings.map(({ message }) => message),
      ['session.rejected'],
    )
    assert.equal(warnings[0]?.fields['reason'], 'malformed')
    assert.equal(warnings[0]?.fields['cookieName'], '__Host-session')
    assert.doesNotMatch(JSON.stringify(sink.records), /abc\.def/)
  })

  test('passes ten times a minute, then counts', async () => {
    const { app, messages } = createShop()
    for (let count = 0; count < 50; count++) {
      const cookie = `__Host-session=junk${count}`
      await (await app.request('/read', { headers: { cookie } })).text()
    }
    assert.equal(messages().filter((message) => message === 'session.rejected').length, 10)
  })

  test('reaches the sessions’ own observer too', async () => {
    const sink = memorySink()
    const seen: string[] = []
    const app = new Hono()
      .use(logger({ sink }))
      .use(session({ secrets, onEvent: ({ type }) => seen.push(type) }))
      .get('/', (c) => c.text(String(c.var.session.user)))
    await app.request('/', { headers: { cookie: '__Host-session=junk' } })
    assert.deepEqual(seen, ['rejected'])
    assert.equal(sink.records[0]?.message, 'session.rejected')
  })
})

test('takes a logger that exists', async () => {
  const sink = memorySink()
  const app = new Hono()
    .use(logger(createLogger({ name: 'mine', sink })))
    .get('/', (c) => c.text('hello'))
  await (await app.request('/')).text()
  assert.equal(sink.records[0]?.name, 'mine')
})

test('log injection: whatever a client sends is one line', async () => {
  const lines: string[] = []
  const { jsonSink } = await import('@costrel/logger')
  const app = new Hono()
    .use(logger({ sink: jsonSink((line) => lines.push(line)) }))
    .get('*', (c) => {
      c.var.logger.info('user %s, agent %s', c.req.query('user'), c.req.header('user-agent'))
      throw new Error(`no ${c.req.query('user')}`)
    })
    .onError((_error, c) => c.text('', 500))
  const user = encodeURIComponent('ann\r\n{"level":"critical"}\u2028\u001B[31m\u202E')
  const headers = { 'user-agent': 'x\u0085y\u009B2J' }
  await (await app.request(`/a%0Ab?user=${user}`, { headers })).text()
  assert.equal(lines.length, 3)
  for (const line of lines) {
    assert.doesNotMatch(line, /[\p{Cc}\u2028\u2029\u202E]/u)
    JSON.parse(line)
  }
})

describe('a body', () => {
  test('that is all there keeps its content type, and is sent as one piece', async () => {
    const { app } = createShop()
    const response = await app.request('/')
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain/)
    assert.equal(await response.text(), 'hello')
  })

  test('whose length is known is passed on as it is', async () => {
    const { app, messages } = createShop()
    app.get('/known', () => new Response('abc', { headers: { 'content-length': '3' } }))
    const response = await app.request('/known')
    assert.equal(response.headers.get('content-length'), '3')
    assert.match(messages().join(), /^GET \/known 200, 3 bytes/)
  })

  test('that is given up while it waits is one line', async () => {
    const { app, messages } = createShop()
    app.get('/waits', () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) })))
    const reader = (await app.request('/waits')).body?.getReader()
    void reader?.read()
    await reader?.cancel()
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(messages().length, 1)
    assert.match(messages().join(), /\(aborted\)$/)
  })

  test('of text pieces is passed on', async () => {
    const { app } = createShop()
    app.get('/text', () => {
      const body = new ReadableStream({
        start(controller) {
          for (const piece of ['one ', 'two']) controller.enqueue(piece)
          controller.close()
        },
      })
      return new Response(body)
    })
    assert.equal(await (await app.request('/text')).text(), 'one two')
  })

  test('that fails is logged with its error, once', async () => {
    const { app, sink } = createShop()
    app.get('/fails', () => {
      const body = new ReadableStream({
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, 5))
          controller.error(new Error('the disk is gone'))
        },
      })
      return new Response(body)
    })
    await assert.rejects((await app.request('/fails')).text())
    assert.deepEqual(
      sink.records.map(({ level }) => level),
      ['error', 'info'],
    )
    assert.match(JSON.stringify(sink.records[0]?.error), /the disk is gone/)
  })
})

test('a throw of something that is no Error is one error and one line', async () => {
  const { app, messages } = createShop()
  app.get('/odd', () => {
    throw 'odd' // eslint-disable-line no-throw-literal
  })
  await assert.rejects(async () => app.request('/odd'))
  assert.match(messages().join('|'), /^unhandled\|GET \/odd 500/)
})

test('inside session() it says where it belongs', async () => {
  const app = new Hono()
    .use(session({ secrets }))
    .use(logger({ sink: () => undefined }))
    .onError((error, c) => c.text(error.message, 500))
  assert.match(await (await app.request('/')).text(), /mount it before/)
})
