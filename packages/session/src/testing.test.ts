import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTestClient } from '@costrel/http/testing'
import { z } from 'zod'
import { createBrowser, SECRET } from './lib/browser.test.ts'
import { createSessions } from './index.ts'
import { sessionTransaction } from './testing.ts'

const schema = { username: z.string(), visits: z.number() }

/** An app and its client. */
function createDesk(options: Parameters<typeof createTestClient>[1] = {}) {
  const sessions = createSessions({ secrets: [SECRET], schema })
  const handler = sessions.middleware((_request, session) => {
    session.set('visits', (session.get('visits') ?? 0) + 1)
    return new Response(`${session.user} ${session.get('username')}`)
  })
  return { sessions, client: createTestClient(handler, options) }
}

describe('sessionTransaction', () => {
  test('begins a test with somebody logged in', async () => {
    const { sessions, client } = createDesk()
    await sessionTransaction(sessions, client, (session) => {
      session.login('ann')
      session.set('username', 'Ann')
    })
    assert.equal(await (await client.get('/')).text(), 'ann Ann')
  })

  test('shows what a page left, of the right type', async () => {
    const { sessions, client } = createDesk()
    for (const count of [1, 2, 3]) {
      await client.get('/')
      const visits = await sessionTransaction(sessions, client, (session) => session.get('visits'))
      assert.equal(visits?.toFixed(), String(count))
    }
  })

  test('ends a session', async () => {
    const { sessions, client } = createDesk()
    await client.get('/')
    await sessionTransaction(sessions, client, (session) => session.logout())
    assert.deepEqual(client.cookies(), {})
  })

  test('waits for an asynchronous function', async () => {
    const { sessions, client } = createDesk()
    await sessionTransaction(sessions, client, async (session) => {
      await Promise.resolve()
      session.login('ann')
    })
    assert.equal(await (await client.get('/')).text(), 'ann undefined')
  })

  test('commits nothing when the function throws, and rejects with it', async () => {
    const { sessions, client } = createDesk()
    const broken = sessionTransaction(sessions, client, (session) => {
      session.login('ann')
      throw new Error('broken')
    })
    await assert.rejects(broken, /^Error: broken$/)
    assert.deepEqual(client.cookies(), {})
  })

  test('leaves the other cookies, and works where the client works', async () => {
    const { sessions, client } = createDesk({ baseUrl: 'https://shop.example' })
    client.jar.setCookieSync('theme=dark', 'https://shop.example/')
    await sessionTransaction(sessions, client, (session) => session.login('ann'))
    assert.deepEqual(Object.keys(client.cookies()).toSorted(), ['__Host-session', 'theme'])
  })

  test('takes a path, for a cookie that does not go everywhere', async () => {
    const { sessions, client, visit } = createBrowser({ cookie: { name: 'sid', path: '/shop' } })
    await visit((session) => session.set('a', 1), { path: '/shop' })
    const read = async (path?: string): Promise<unknown> =>
      sessionTransaction(sessions, client, (s) => s.get('a'), path === undefined ? {} : { path })
    assert.deepEqual([await read(), await read('/shop')], [undefined, 1])
  })
})
