import assert from 'node:assert/strict'
import { createTestClient } from '@costrel/http/testing'
import { createMemoryStore, createSessions } from '@costrel/session'
import { createSessionContext } from '@costrel/session/context'
import { storeContract } from '@costrel/session/contract'
import type { Area } from './conformance.ts'

const SECRET = 'hex:92c4f81e05b7a63d7f1e40c8d35b96a2e80f7d1c64b9253ae7310fd86c5b4a97'

/** Sessions with a store, and the contract of stores by the one that runs anywhere. */
export const store: Area = {
  'login, parallel changes of two keys, logout': async () => {
    const { client, store } = createApp()
    await client.get('/login')
    await Promise.all([client.get('/set/a'), client.get('/set/b')])
    assert.deepEqual(await (await client.get('/')).json(), { a: true, b: true })
    assert.equal(store.size, 1)
    await client.get('/logout')
    assert.deepEqual(await (await client.get('/')).json(), {})
  },

  'a copied cookie is worth nothing after logout': async () => {
    const { client } = createApp()
    await client.get('/login')
    const cookie = client.jar.getCookieStringSync('https://example.test/')
    await client.get('/set/a')
    await client.get('/logout')
    assert.deepEqual(await (await client.get('/', { headers: { cookie } })).json(), {})
  },

  'the context gives each of overlapping requests its own session': async () => {
    const context = createSessionContext(createSessions({ secrets: [SECRET] }))
    const fetch = context.middleware(async (request, session) => {
      session.login(new URL(request.url).pathname)
      await new Promise((resolve) => setTimeout(resolve, 1))
      return new Response(context.current().user)
    })
    const paths = ['/a', '/b', '/c', '/d']
    const answers = paths.map(async (path) =>
      (await fetch(new Request(`https://example.test${path}`))).text(),
    )
    assert.deepEqual(await Promise.all(answers), paths)
  },

  ...Object.fromEntries(
    Object.entries(storeContract).map(([fact, check]) => [
      `the memory store ${fact}`,
      async () => void (await check({ createStore: async () => createMemoryStore() })),
    ]),
  ),
}

function createApp() {
  const store = createMemoryStore()
  const sessions = createSessions({ secrets: [SECRET], store })
  const client = createTestClient(
    sessions.middleware((request, session) => {
      const [, act, key = ''] = new URL(request.url).pathname.split('/')
      if (act === 'login') session.login('42')
      if (act === 'logout') session.logout()
      if (act === 'set') session.set(key, true)
      return Response.json(session.toObject())
    }),
  )
  return { client, store }
}
