import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { createTestClient, type TestClient } from '@costrel/http/testing'
import { chrome, logInWith } from './testing-devices.ts'

/** Visitors who are on the site until they are told to go. */
export interface Visitors {
  /** Settles when so many more of their rounds were answered. */
  rounds(count: number): Promise<void>
  /** Lets each finish its round and log out. Gives what each of them had. */
  leave(): Promise<Stay[]>
}

/** What a visitor had at the end. */
export interface Stay {
  /** The visits that the site had acknowledged. */
  readonly acknowledged: number
  /** The visits that the site then knew of, the last one included. */
  readonly counted: number
  /** The answers that asked them to come back, since the store was slow: what they sent may have been counted. */
  readonly postponed: number
  /** The cookie with which they were logged in. */
  readonly cookie: string
}

/** A browser, and how often it was asked to come back. */
interface Browser {
  readonly client: TestClient
  readonly postponed: () => number
}

const SITE = 'https://shop.test'

/** A browser at a site whose TLS ended in front of that origin. It comes back when a 503 asks it to, five times. */
export function browseAt(origin: string): Browser {
  let postponed = 0
  return { client: createTestClient(ask, { baseUrl: SITE }), postponed: () => postponed }

  async function ask(request: Request): Promise<Response> {
    const headers = new Headers(request.headers)
    headers.set('sec-fetch-site', 'same-origin')
    const { method } = request
    const body = method === 'POST' ? await request.text() : null
    const url = request.url.replace(SITE, origin)
    for (let left = 5; ; left--) {
      const response = await fetch(url, { method, headers, body, redirect: 'manual' })
      const seconds = response.headers.get('retry-after')
      if (response.status !== 503 || seconds === null || left === 0) return response
      postponed += 1
      await wait(1000 * Number(seconds))
    }
  }
}

/** Sends visitors to a site, each with a name and a browser of their own. Any answer that is not right rejects. */
export function sendVisitors(origin: string, names: readonly string[]): Visitors {
  const events = new EventEmitter()
  const over = new AbortController()
  const stays = Promise.all(names.map(stay)).finally(() => over.abort())
  async function stay(name: string): Promise<Stay> {
    const { client, postponed } = browseAt(origin)
    let counted = visitsOn(await logInWith(client, name, chrome), name)
    let acknowledged = 1
    while (!over.signal.aborted) {
      const seen = await Promise.all([visit(client, name), visit(client, name)])
      assert.ok(Math.min(...seen) > counted, 'a visit that was acknowledged is lost')
      counted = Math.max(...seen)
      acknowledged += 2
      await sendForm(client)
      events.emit('round')
    }
    const last = await visit(client, name)
    const cookie = `__Host-session=${client.cookies()['__Host-session']}`
    await logOut(client)
    return { acknowledged: acknowledged + 1, counted: last, postponed: postponed(), cookie }
  }
  return {
    async rounds(count) {
      for (let left = count; left > 0; left--) await Promise.race([once(events, 'round'), stays])
    },
    leave() {
      over.abort()
      return stays
    },
  }
}

async function visit(client: TestClient, name: string): Promise<number> {
  return visitsOn(await readPage(client.get('/')), name)
}

function visitsOn(page: string, name: string): number {
  assert.match(page, new RegExp(`Logged in as ${name}<`))
  return Number(/<strong>(\d+)</.exec(page)?.[1])
}

/** A form and the message of it, which another process may show. */
async function sendForm(client: TestClient): Promise<void> {
  const page = await follow(client, await client.post('/devices/end-others'))
  // a login that was sent twice has left one
  assert.match(page, /role="status"[^>]*>(?:There was no other session|1 other session was ended)</)
}

async function logOut(client: TestClient): Promise<void> {
  const page = await follow(client, await client.post('/logout'))
  assert.match(page, /You are not logged in/)
  assert.match(await readPage(client.get('/')), /You are not logged in/)
}

async function follow(client: TestClient, answer: Response): Promise<string> {
  assert.equal(answer.status, 303, await answer.clone().text())
  return readPage(client.follow(answer))
}

async function readPage(answer: Promise<Response>): Promise<string> {
  const response = await answer
  const page = await response.text()
  assert.equal(response.status, 200, page)
  return page
}
