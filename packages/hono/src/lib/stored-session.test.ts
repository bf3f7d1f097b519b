/** A session in a store, as Hono answers what becomes of it. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTestClient, type TestClient } from '@costrel/http/testing'
import { createMemoryStore, type SessionOptions, type SessionStore } from '@costrel/session'
import { Hono } from 'hono'
import { flash, session, type FlashEnv, type SessionEnv } from '../index.ts'

const SECRET = 'kT4vXq8ZrN2wLc7YbJ5hPd9sGf3mAe6u'

interface Shop {
  readonly client: TestClient
  readonly store: SessionStore
  /** Runs between the handler's write and its commit. */
  meanwhile: () => unknown
}

function createShop(options: Partial<SessionOptions> = {}, waits: Promise<unknown>[] = []): Shop {
  const store = createMemoryStore()
  const app = new Hono<SessionEnv & FlashEnv>()
    .use(session({ secrets: [SECRET], store, ...options }))
    .use(flash())
  app.post('/login', (c) => (c.var.session.login('ann'), c.text('welcome')))
  app.post('/logout', (c) => (c.var.session.logout(), c.text('bye')))
  app.get('/', (c) => c.text(c.var.session.user ?? 'nobody'))
  app.get('/public', (c) => c.text('public'))
  app.post('/save', async (c) => {
    c.var.session.set('saved', true)
    c.var.flash('Saved.')
    await shop.meanwhile()
    c.header('x-app', 'yes')
    return c.text('saved')
  })
  app.post('/save-early', async (c) => {
    c.var.session.set('saved', true)
    await shop.meanwhile()
    await c.var.session.save()
    return c.text('saved')
  })
  app.post('/broken', (c) => {
    c.var.session.logout()
    throw new Error('broken')
  })
  app.onError((_error, c) => c.text('sorry', 500))
  const context = {
    waitUntil: (work: Promise<unknown>) => waits.push(work),
    passThroughOnException() {},
    props: {},
  }
  const shop: Shop = {
    client: createTestClient((request) => app.fetch(request, {}, context)),
    store,
    meanwhile: () => {},
  }
  return shop
}

describe('a stored session in Hono', () => {
  test('logs in, writes, flashes, and logs out', async () => {
    const { client } = createShop()
    await client.post('/login')
    const saved = await client.post('/save')
    assert.deepEqual([saved.status, saved.headers.getSetCookie().length], [200, 1])
    assert.equal(await (await client.get('/')).text(), 'ann')
    await client.post('/logout')
    assert.equal(await (await client.get('/')).text(), 'nobody')
    assert.equal(client.cookies()['__Host-session'], undefined)
  })

  for (const path of ['/save', '/save-early']) {
    test(`that was ended meanwhile is 409 in place of the response, without a cookie of the request (${path})`, async () => {
      const shop = createShop()
      await shop.client.post('/login')
      const before = shop.client.cookies()
      shop.meanwhile = () => shop.store.destroyByUser?.('ann')
      const response = await shop.client.post(path)
      assert.deepEqual(
        [response.status, response.headers.getSetCookie()],
        [path === '/save' ? 409 : 500, []],
      )
      assert.equal(response.headers.get('x-app'), null)
      assert.notEqual(await response.text(), 'saved')
      assert.deepEqual(shop.client.cookies(), before)
    })

    test(`that cannot be written is 503 in place of the response, without a cookie of the request (${path})`, async () => {
      const shop = createShop()
      await shop.client.post('/login')
      shop.meanwhile = () =>
        Object.assign(shop.store, { apply: () => Promise.reject(new Error('no store')) })
      const response = await shop.client.post(path)
      assert.deepEqual(
        [response.status, response.headers.getSetCookie()],
        [path === '/save' ? 503 : 500, []],
      )
      if (path === '/save') assert.equal(response.headers.get('retry-after'), '1')
    })
  }

  test('that cannot be read is no matter where it is not touched', async () => {
    const shop = createShop()
    await shop.client.post('/login')
    Object.assign(shop.store, { read: () => Promise.reject(new Error('no store')) })
    assert.equal(await (await shop.client.get('/public')).text(), 'public')
    assert.equal((await shop.client.get('/')).status, 500, 'the app’s own onError answers')
  })

  test('is ended although the handler threw behind it', async () => {
    const shop = createShop()
    await shop.client.post('/login')
    assert.equal((await shop.client.post('/broken')).status, 500)
    assert.equal(await (await shop.client.get('/')).text(), 'nobody')
  })

  test('hands its touch to waitUntil', async () => {
    let time = 0
    const waits: Promise<unknown>[] = []
    const shop = createShop({ now: () => time }, waits)
    await shop.client.post('/login')
    time += 20 * 60_000
    await shop.client.get('/')
    assert.equal(waits.length, 1)
    await Promise.all(waits)
    time += 20 * 60_000
    assert.equal(await (await shop.client.get('/')).text(), 'ann')
  })
})

test('Hono answers a stored session that cannot be read by 503, and one that was ended by 409', async () => {
  const store = createMemoryStore()
  const app = new Hono<SessionEnv>().use(session({ secrets: [SECRET], store }))
  app.post('/login', (c) => (c.var.session.login('ann'), c.text('welcome')))
  app.post('/save', async (c) => {
    c.var.session.set('a', 1)
    await store.destroyByUser('ann')
    await c.var.session.save()
    return c.text('saved')
  })
  app.get('/', (c) => c.text(c.var.session.user ?? 'nobody'))
  const client = createTestClient(app.fetch)
  await client.post('/login')
  assert.equal((await client.post('/save')).status, 409)
  Object.assign(store, { read: () => Promise.reject(new Error('no store')) })
  const response = await client.get('/')
  assert.deepEqual([response.status, response.headers.get('retry-after')], [503, '1'])
  assert.deepEqual(response.headers.getSetCookie(), [])
})
