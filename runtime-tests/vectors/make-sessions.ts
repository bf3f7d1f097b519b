/**
 * Makes `sessions.json`, cookies of @costrel/session as Node makes them, for every runtime to read and to make:
 * `node vectors/make-sessions.ts` in this folder's parent. It is run again only when the cookie's payload changes.
 */
import { writeFileSync } from 'node:fs'
import { createSessions } from '@costrel/session'

const secret = 'hex:5e0c7a91d3f2486bb1097ee4c5d82f3640a9b6d1e87c3f5215a04b9dce6178f3'
const now = 1_790_000_000_000
const sessions = [
  { user: '42', data: {} },
  {
    user: 'zoë ☃',
    data: { name: 'naïve 🌍', list: [1, 2.5, null, true], nested: { a: { b: '' } } },
  },
  { user: 'ada', data: { numbers: [0, -0.1, 1e21, 1e-7, 2 ** 53 - 1], text: '<&"\u2028\u0000>' } },
]

async function make({ user, data }: (typeof sessions)[number], index: number) {
  const randomBytes = Array.from({ length: 16 }, (_, at) => (at * 37 + index * 11) % 256)
  const { open, commit } = createSessions({
    secrets: [secret],
    now: () => now,
    randomBytes: () => Uint8Array.from(randomBytes),
  })
  const session = await open(new Request('https://example.test/'))
  session.login(user)
  for (const [key, value] of Object.entries(data)) session.set(key, value)
  const [line = ''] = (await commit(session, new Response())).headers.getSetCookie()
  return { user, data, randomBytes, cookie: line.split(';', 1)[0] }
}

const cases = await Promise.all(sessions.map(make))
const file = { made_with: 'vectors/make-sessions.ts', secret, now, cases }
writeFileSync(new URL('sessions.json', import.meta.url), `${JSON.stringify(file, null, 2)}\n`)
