import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTestClient } from '@costrel/http/testing'
import { createMemoryStore } from '@costrel/session'
import { Hono } from 'hono'
import { flash, session, type FlashEnv } from '../index.ts'

const secrets = ['kT4vXq8ZrN2wLc7YbJ5hPd9sGf3mAe6u']

function createShop() {
  return new Hono()
    .use(session({ secrets }))
    .use(flash({ categories: ['success', 'error'] }))
    .get('/', (c) => c.json(c.var.getFlashedMessages({ withCategories: true })))
    .get('/plain', (c) => c.text('nothing of ours'))
    .post('/save', (c) => {
      c.var.flash('Saved.', 'success')
      return c.redirect('/', 303)
    })
    .post('/fail', (c) => {
      c.var.flash('Saved.', 'success')
      throw new Error('the disk is full')
    })
    .post('/login/:user', (c) => {
      c.var.session.login(c.req.param('user'))
      c.var.flash(`Welcome, ${c.req.param('user')}`)
      return c.redirect('/', 303)
    })
    .post('/logout', (c) => {
      c.var.session.logout()
      c.var.flash('You were logged out')
      return c.redirect('/', 303)
    })
    .onError((_error, c) => c.text('sorry', 500))
}

function createVisitor(app: { fetch: (request: Request) => Response | Promise<Response> }) {
  const client = createTestClient((request) => app.fetch(request))
  const read = async (): Promise<unknown> => (await client.get('/')).json()
  return { client, read }
}

test('a response that the app keeps shows nobody the message of another visitor', async () => {
  const kept = new Response(null, { status: 204 })
  const app = new Hono()
    .use(flash({ secrets }))
    .post('/save', (c) => (c.var.flash('Saved.'), kept))
    .post('/quiet', () => kept)
    .get('/', (c) => c.json(c.var.getFlashedMessages()))
  const [ann, bob] = [createVisitor(app), createVisitor(app)]
  await ann.client.post('/save')
  await bob.client.post('/quiet')
  assert.deepEqual([await ann.read(), await bob.read()], [['Saved.'], []])
})

describe('flash() inside session()', () => {
  test('shows a message once, on the page behind the redirect', async () => {
    const { client, read } = createVisitor(createShop())
    const shown = await client.follow(await client.post('/save'))
    assert.deepEqual(await shown.json(), [['success', 'Saved.']])
    assert.deepEqual(await read(), [])
  })

  test('changes nothing on a page that neither flashes nor reads', async () => {
    const response = await createShop().request('/plain')
    assert.deepEqual([...response.headers.keys()], ['content-type'])
  })

  test('keeps nothing of a request that failed', async () => {
    const { client, read } = createVisitor(createShop())
    const response = await client.post('/fail')
    assert.deepEqual([response.status, response.headers.getSetCookie()], [500, []])
    assert.deepEqual(await read(), [])
  })

  test('shows a user only their own messages, and everybody those of a logout', async () => {
    const { client, read } = createVisitor(createShop())
    await client.post('/login/ann')
    await client.post('/logout')
    await client.post('/login/bob')
    assert.deepEqual(await read(), [
      ['message', 'You were logged out'],
      ['message', 'Welcome, bob'],
    ])
  })

  test('sets its cookies and the session’s in one response that nobody may store', async () => {
    const { client } = createVisitor(createShop())
    const { headers } = await client.post('/login/ann')
    const names = headers.getSetCookie().map((line) => line.split('=', 1)[0]?.split('.', 1)[0])
    assert.deepEqual(names, ['__Host-session', '__Host-flash'])
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.equal(headers.get('vary'), 'Cookie')
  })

  test('follows the development option of the session', async () => {
    const app = new Hono()
      .use(session({ secrets, development: true }))
      .use(flash())
      .get('/', (c) => {
        c.var.flash('hello')
        return c.text('')
      })
    const [line = ''] = (await app.request('http://localhost/')).headers.getSetCookie()
    assert.match(line, /^flash\.[\w-]+=/)
    assert.doesNotMatch(line, /Secure/)
  })
})

describe('flash() without a session', () => {
  test('works with secrets of its own', async () => {
    const app = new Hono()
      .use(flash({ secrets }))
      .get('/', (c) => c.json(c.var.getFlashedMessages()))
      .post('/save', (c) => {
        c.var.flash({ saved: 3 })
        return c.redirect('/')
      })
    const { client, read } = createVisitor(app)
    await client.post('/save')
    assert.deepEqual(await read(), [{ saved: 3 }])
    assert.deepEqual(await read(), [])
  })

  test('takes secrets from the bindings', async () => {
    const app = new Hono<{ Bindings: { SECRET: string } }>()
      .use(flash({ secrets: (env) => [env.SECRET] }))
      .get('/', (c) => {
        c.var.flash('hello')
        return c.text('')
      })
    const response = await app.request('/', {}, { SECRET: secrets[0] })
    assert.equal(response.headers.getSetCookie().length, 1)
  })

  test('says what to do when there is neither', async () => {
    const app = new Hono().use(flash()).onError((error, c) => c.text(error.message, 500))
    const response = await app.request('/')
    assert.match(await response.text(), /needs session\(\) mounted before it, or secrets/)
  })

  test('says what to do when the session is mounted after it', async () => {
    const app = new Hono()
      .use(flash({ secrets }))
      .use(session({ secrets }))
      .get('/', (c) => c.text(''))
      .onError((error, c) => c.text(error.message, 500))
    const response = await app.request('/')
    assert.match(await response.text(), /mounted outside session\(\)/)
  })
})

test('a category that was not declared does not compile, and throws', async () => {
  const app = new Hono()
    .use(session({ secrets }))
    .use(flash({ categories: ['success'] }))
    .get('/', (c) => {
      // @ts-expect-error not declared
      assert.throws(() => c.var.flash('x', 'warning'), RangeError)
      const pairs = c.var.getFlashedMessages({ withCategories: true })
      const category: 'success' | 'message' | undefined = pairs[0]?.[0]
      return c.text(String(category))
    })
  assert.equal(await (await app.request('/')).text(), 'undefined')
})

test('a sub-app in another file names its Env', async () => {
  const sub = new Hono<FlashEnv<'success'>>().get('/', (c) => {
    c.var.flash('hello', 'success')
    return c.text('ok')
  })
  const app = new Hono()
    .use(session({ secrets }))
    .use(flash({ categories: ['success'] }))
    .route('/sub', sub)
  assert.equal((await app.request('/sub')).headers.getSetCookie().length, 1)
})

describe('flash() with a lazy session', () => {
  test('binds a message to the user of the record', async () => {
    const app = createLazy()
    const { client } = createVisitor(app)
    await client.post('/login/ann')
    await client.post('/save')
    const messages = Object.entries(client.cookies()).filter(([name]) => name.includes('flash'))
    const cookie = messages.map((pair) => pair.join('=')).join('; ')
    const stranger = await app.request('https://example.test/read', { headers: { cookie } })
    assert.deepEqual(await stranger.json(), [])
    assert.deepEqual(await (await client.get('/read')).json(), ['private'])
  })

  test('says at the first read that the session must be loaded', async () => {
    const { client } = createVisitor(createLazy())
    await client.post('/login/ann')
    assert.match(await (await client.get('/unloaded')).text(), /await session\.load\(\)/)
  })
})

test('mounted twice, the outer flash() serves both', async () => {
  const inner = new Hono<FlashEnv>().use(flash()).get('/', (c) => {
    c.var.flash('inner')
    return c.text('')
  })
  const app = new Hono()
    .use(session({ secrets }))
    .use(flash())
    .use(async (c, next) => {
      c.var.flash('outer')
      await next()
    })
    .route('/sub', inner)
  assert.equal((await app.request('/sub')).headers.getSetCookie().length, 2)
})

test('mistakes are named when the app is made', () => {
  assert.throws(() => flash({ maxMessages: -1 }), /maxMessages/)
  assert.throws(() => flash({ secrets: ['short'] }), /secrets\[0\]/)
})

test('a session that is named and not there is an error, not a message for everybody', async () => {
  const app = new Hono()
    .use(session({ secrets }))
    .use(flash({ session: 'sesion', secrets }))
    .onError((error, c) => c.text(error.message, 500))
  assert.match(await (await app.request('/')).text(), /no session is mounted before it as 'sesion'/)
})

function createLazy() {
  return new Hono()
    .use(session({ secrets, store: createMemoryStore(), load: 'lazy' }))
    .use(flash())
    .post('/login/:user', (c) => {
      c.var.session.login(c.req.param('user'))
      return c.text('')
    })
    .post('/save', (c) => {
      c.var.flash('private')
      return c.text('')
    })
    .get('/read', async (c) => {
      await c.var.session.load()
      return c.json(c.var.getFlashedMessages())
    })
    .get('/unloaded', (c) => c.json(c.var.getFlashedMessages()))
    .onError((error, c) => c.text(error.message, 500))
}
