import { strict as assert } from 'node:assert'
import { damage } from './damage.ts'
import { OTHER_COOKIES, type Asked } from './peer.ts'

/**
 * Checks that a peer does the work before it is timed: the read gives the user, the write sets a cookie that reads back,
 * and who has no cookie, or one that was damaged, is nobody.
 *
 * @returns the cookies of a session, for the timed requests, and the bytes of its name and value
 */
export async function checkPeer(peer: Asked): Promise<{ cookies: string; bytes: number }> {
  const ask = async (path: string, ...cookies: string[]) => {
    const answer = await peer.ask(path, [OTHER_COOKIES, ...cookies].join('; '))
    assert.equal(answer.status, 200, `${peer.name}: ${path} answers ${answer.status}`)
    return { ...answer, cookies: lastOfEachName(answer.cookies) }
  }
  if (peer.kind === 'base') {
    for (const path of ['/untouched', '/read', '/write']) {
      assert.equal((await ask(path)).text, 'hello', peer.name)
    }
    return { cookies: OTHER_COOKIES, bytes: 0 }
  }
  const { cookies } = await ask('/login')
  assert.ok(cookies.length > 0, `${peer.name}: login sets no cookie`)
  assert.equal((await ask('/read', ...cookies)).text, 'ada:0', peer.name)
  assert.equal((await ask('/read')).text, 'nobody', peer.name)
  const damaged = await ask('/read', ...cookies.map(damage))
  assert.equal(damaged.text, 'nobody', `${peer.name} accepts a damaged cookie`)
  assert.equal((await ask('/untouched', ...cookies)).text, 'hello', peer.name)
  const written = await ask('/write', ...cookies)
  const jar = written.cookies.length > 0 ? written.cookies : cookies
  assert.match((await ask('/read', ...jar)).text, /^ada:[1-9]\d*$/, `${peer.name}: no write`)
  return {
    cookies: [OTHER_COOKIES, ...jar].join('; '),
    bytes: jar.reduce((sum, pair) => sum + pair.length - 1, 0),
  }
}

/** As a browser does: of two cookies of a name the later one stays (one peer sets both). */
function lastOfEachName(cookies: readonly string[]): string[] {
  return [...new Map(cookies.map((pair) => [pair.split('=', 1)[0], pair])).values()]
}
