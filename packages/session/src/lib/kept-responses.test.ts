import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createSessions } from '../index.ts'
import { SECRET } from './browser.test.ts'

const request = (): Request => new Request('https://example.test/')

describe('a response that the app keeps and returns again', () => {
  const kept = [
    [
      'without a body',
      () => new Response(null, { status: 204, headers: { 'set-cookie': 'theme=dark' } }),
    ],
    ['that is empty', () => new Response(null)],
    ['that is a redirect', () => Response.redirect('https://example.test/')],
  ] as const

  for (const [name, create] of kept) {
    test(`${name} gives nobody the session of another visitor`, async () => {
      const sessions = createSessions({ secrets: [SECRET] })
      const response = create()
      const first = await sessions.open(request())
      first.login('ann')
      const answer = await sessions.commit(first, response)
      assert.equal(answer.headers.getSetCookie().filter(isOurs).length, 1)

      const untouched = await sessions.open(request())
      const second = await sessions.commit(untouched, answer)
      assert.deepEqual(second.headers.getSetCookie().filter(isOurs), [])
      assert.equal(second.status, response.status)
      assert.deepEqual(
        second.headers.getSetCookie(),
        response.headers.getSetCookie().filter((line) => !isOurs(line)),
      )

      const third = await sessions.open(request())
      third.login('bob')
      const own = await sessions.commit(third, answer)
      assert.equal(own.headers.getSetCookie().filter(isOurs).length, 1)
      assert.notDeepEqual(own.headers.getSetCookie(), answer.headers.getSetCookie())
    })
  }

  for (const begins of ['before', 'behind'] as const) {
    test(`gives nobody the session of a visitor whose request began ${begins} theirs and was faster`, async () => {
      const sessions = createSessions({ secrets: [SECRET] })
      const response = new Response(null, { status: 204 })
      const [early, late] = [await sessions.open(request()), await sessions.open(request())]
      const [fast, slow] = begins === 'before' ? [early, late] : [late, early]
      fast.login('ann')
      const answer = await sessions.commit(fast, response)
      assert.equal(answer.headers.getSetCookie().filter(isOurs).length, 1)

      slow.login('bob')
      const other = await sessions.commit(slow, response)
      const line = other.headers.getSetCookie().find(isOurs) ?? ''
      const headers = { cookie: line.split(';', 1).join() }
      const next = await sessions.open(new Request('https://example.test/', { headers }))
      assert.equal(next.user, 'bob')
      assert.equal(answer.headers.getSetCookie().includes(line), false)
    })
  }

  test('gives no cookie to a visitor whose answer is still on its way', async () => {
    const sessions = createSessions({ secrets: [SECRET] })
    const response = new Response(null, { status: 204 })
    const first = await sessions.commit(await sessions.open(request()), response)
    const second = await sessions.open(request())
    second.login('bob')
    await sessions.commit(second, response)
    assert.deepEqual(first.headers.getSetCookie(), [])
  })

  test('that says a type and has no body gives no other request its cookie', async () => {
    const sessions = createSessions({ secrets: [SECRET] })
    const response = new Response(null, { headers: { 'content-type': 'text/plain' } })
    const [first, second] = [await sessions.open(request()), await sessions.open(request())]
    first.login('ann')
    second.login('bob')
    const answer = await sessions.commit(first, response)
    const other = await sessions.commit(second, response)
    const [ours, theirs] = [answer, other].map(({ headers }) =>
      headers.getSetCookie().filter(isOurs),
    )
    assert.deepEqual([ours?.length, theirs?.length], [1, 1])
    assert.notDeepEqual(ours, theirs)
  })

  test('gives nobody a cookie of other sessions in the same process', async () => {
    const [shop, admin] = [
      createSessions({ secrets: [SECRET] }),
      createSessions({ secrets: [SECRET], cookie: { name: '__Host-admin' } }),
    ]
    const response = new Response(null, { status: 204 })
    const first = await shop.open(request())
    first.login('ann')
    await shop.commit(first, response)
    const second = await admin.commit(await admin.open(request()), response)
    assert.deepEqual(second.headers.getSetCookie(), [])
  })

  test('keeps its cookie when the same session is committed again', async () => {
    const sessions = createSessions({ secrets: [SECRET] })
    const session = await sessions.open(request())
    session.login('ann')
    const once = await sessions.commit(session, new Response(null))
    await sessions.open(request())
    const twice = await sessions.commit(session, once)
    assert.deepEqual(twice.headers.getSetCookie(), once.headers.getSetCookie())
    assert.equal(twice.headers.getSetCookie().length, 1)
  })
})

function isOurs(line: string): boolean {
  return line.startsWith('__Host-session=')
}
