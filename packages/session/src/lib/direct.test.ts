import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryStore, createSessions } from '../index.ts'

const secrets = ['dFvm2qXc7Rk9TzLw4NbYhPs6JgE8uA3x']
const request = (): Request => new Request('https://example.test/')

test('opens and commits without a promise where nothing has to be waited for', () => {
  const { direct, get } = createSessions({ secrets })
  const incoming = request()
  const session = direct.open(incoming)
  assert.ok(!(session instanceof Promise))
  assert.equal(get(incoming), session)
  session.set('n', 1)
  const response = direct.commit(session, new Response('ok'))
  assert.ok(response instanceof Response)
  assert.match(response.headers.getSetCookie().join(), /^__Host-session=/)
})

test('gives a promise where a cookie is looked up, and a session is found when it is open', async () => {
  for (const more of [{ store: createMemoryStore() }, { isLive: () => true }]) {
    const { open, commit, direct, get } = createSessions({ secrets, ...more })
    const first = await open(request())
    first.set('n', 1)
    const [line = ''] = (await commit(first, new Response('ok'))).headers.getSetCookie()
    const cookie = line.split(';', 1).join()
    const incoming = new Request('https://example.test/', { headers: { cookie } })
    const opening = direct.open(incoming)
    assert.ok(opening instanceof Promise)
    assert.equal(get(incoming), undefined)
    const session = await opening
    assert.equal(get(incoming), session)
    assert.equal(session.get('n'), 1)
    assert.ok(direct.commit(session, new Response('ok')) instanceof Response)
  }
})

test('a stranger is not kept waiting for a store', () => {
  const { direct } = createSessions({ secrets, store: createMemoryStore() })
  const session = direct.open(request())
  assert.ok(!(session instanceof Promise))
  assert.equal(session.get('n'), undefined)
  assert.ok(direct.commit(session, new Response('ok')) instanceof Response)
})

test('throws a mistake at once: too much data, a session of other sessions', () => {
  const { direct } = createSessions({ secrets })
  const session = direct.open(request())
  assert.ok(!(session instanceof Promise))
  session.set('text', 'x'.repeat(5000))
  assert.throws(() => direct.commit(session, new Response()), { code: 'too-large' })
  const other = createSessions({ secrets }).direct.open(request())
  assert.ok(!(other instanceof Promise))
  assert.throws(() => direct.commit(other, new Response()), /not opened by these sessions/)
})
