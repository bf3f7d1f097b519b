import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTestClient } from '@costrel/http/testing'
import { flask } from '@costrel/session/flask'
import { createFlaskCookie, tuple, type FlaskDict } from '@costrel/signing/flask'
import { Hono } from 'hono'
import { flash, session } from '../index.ts'

const SECRET_KEY = 'q3K9vXw2mZr8TtLb5NcYdHs7'
const OTHER_KEY = 'Vw3nRz6KpT9xQm2LcB8jHs5f'
const cookie = createFlaskCookie({ secretKey: SECRET_KEY })

function createShop() {
  return new Hono()
    .use(session({ format: flask({ secretKey: SECRET_KEY }) }))
    .use(flash({ categories: ['success', 'error'] }))
    .get('/', (c) => {
      const options = { withCategories: true } as const
      const [first, again] = [
        c.var.getFlashedMessages(options),
        c.var.getFlashedMessages({ ...options, categoryFilter: 'error' }),
      ]
      return c.json([first, again])
    })
    .get('/broken', (c) => c.json(c.var.getFlashedMessages(), 500))
    .post('/save', (c) => {
      c.var.flash('Saved.', 'success')
      c.var.flash('Twice.')
      return c.redirect('/', 303)
    })
    .post('/wrong', (c) => {
      Reflect.apply(c.var.flash, undefined, ['x', 'undeclared'])
      return c.text('never')
    })
}

function createVisitor(app: { fetch: (request: Request) => Response | Promise<Response> }) {
  const client = createTestClient((request) => app.fetch(request))
  return {
    client,
    read: async (init?: RequestInit): Promise<unknown> => (await client.get('/', init)).json(),
    stored() {
      const opened = cookie.decode(client.cookies()['session'] ?? '', { now: Date.now() })
      return opened.ok ? Object.fromEntries(opened.value.texts) : undefined
    },
    give(values: FlaskDict) {
      const value = cookie.encode(values, { now: Date.now() })
      client.jar.setCookieSync(`session=${value}; Path=/`, client.baseUrl)
    },
  }
}

describe("flash() in Flask's cookie", () => {
  test("is Flask's list of tuples, and sets no cookie of its own", async () => {
    const { client, stored, read } = createVisitor(createShop())
    await client.post('/save')
    assert.deepEqual(Object.keys(client.cookies()), ['session'])
    assert.deepEqual(stored(), {
      _flashes: '[{" t":["success","Saved."]},{" t":["message","Twice."]}]',
    })
    const pairs = [
      ['success', 'Saved.'],
      ['message', 'Twice.'],
    ]
    assert.deepEqual(await read(), [pairs, []])
    assert.deepEqual(client.cookies(), {})
    assert.deepEqual(await read(), [[], []])
  })

  test("shows Flask's messages, of categories that were not declared too", async () => {
    const visitor = createVisitor(createShop())
    visitor.give({ _flashes: [tuple(['info', 'one']), tuple(['error', 'two'])], _user_id: '7' })
    const pairs = [
      ['info', 'one'],
      ['error', 'two'],
    ]
    assert.deepEqual(await visitor.read(), [pairs, [['error', 'two']]])
    assert.deepEqual(visitor.stored(), { _user_id: '"7"' })
  })

  test('shows pairs that the Flask app put there as lists, as Flask does, and adds to them', async () => {
    const visitor = createVisitor(createShop())
    visitor.give({ _flashes: [['info', 'one']] })
    await visitor.client.post('/save')
    assert.equal(
      visitor.stored()?.['_flashes'],
      '[["info","one"],{" t":["success","Saved."]},{" t":["message","Twice."]}]',
    )
    const [[first]] = (await visitor.read()) as [[unknown]]
    assert.deepEqual(first, ['info', 'one'])
  })

  test('adds to what Flask left', async () => {
    const visitor = createVisitor(createShop())
    visitor.give({ _flashes: [tuple(['info', 'one'])] })
    await visitor.client.post('/save')
    assert.equal(
      visitor.stored()?.['_flashes'],
      '[{" t":["info","one"]},{" t":["success","Saved."]},{" t":["message","Twice."]}]',
    )
  })

  test('keeps messages of a request that failed, or that nobody looks at', async () => {
    const visitor = createVisitor(createShop())
    visitor.give({ _flashes: [tuple(['info', 'one'])] })
    await visitor.client.get('/broken')
    assert.deepEqual(await visitor.read({ headers: { 'sec-purpose': 'prefetch' } }), [[], []])
    assert.deepEqual(await visitor.read(), [[['info', 'one']], []])
  })

  test('refuses a category that was not declared, and options without a meaning', async () => {
    const { client } = createVisitor(createShop())
    assert.equal((await client.post('/wrong')).status, 500)
    const app = new Hono()
      .use(session({ format: flask({ secretKey: SECRET_KEY }) }))
      .use(flash({ maxMessages: 3 }))
      .onError((error, c) => c.text(error.message, 500))
    assert.match(await (await app.request('/')).text(), /^maxMessages has no meaning/)
  })
})

test('two tenants whose secrets come from the bindings do not mix', async () => {
  const app = new Hono<{ Bindings: { SECRET_KEY: string } }>()
    .use(session((env) => ({ format: flask({ secretKey: env.SECRET_KEY }) })))
    .get('/', (c) => c.json(c.var.session.get('a') ?? null))
  const value = cookie.encode({ a: 1 }, { now: Date.now() })
  const headers = { cookie: `session=${value}` }
  const answers = [SECRET_KEY, OTHER_KEY, SECRET_KEY].map(async (secretKey) =>
    (await app.request('/', { headers }, { SECRET_KEY: secretKey })).json(),
  )
  assert.deepEqual(await Promise.all(answers), [1, null, 1])
})
