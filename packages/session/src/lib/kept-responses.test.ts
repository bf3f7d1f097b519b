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
