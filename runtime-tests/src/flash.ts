import assert from 'node:assert/strict'
import { createFlash, type Flashes } from '@costrel/flash'
import { applyHeaderPatch } from '@costrel/http'
import { createTestClient } from '@costrel/http/testing'
import { createSigner } from '@costrel/signing'
import { createSessions, type JsonValue, type Session } from '@costrel/session'
import contract from '../../packages/flash/vectors/flask-contract.json' with { type: 'json' }
import type { Area } from './conformance.ts'

const SECRET = 'hex:3d90fe1a6bc527e844db0c7f91a8e35602bd7f4ec91a8365d07eb24c5f1396ad'

/** Messages shown once. */
export const flash: Area = {
  'does what Flask does, row by row': async () => {
    const rows = contract.rows as readonly Row[]
    for (const { about, requests, results } of rows) {
      if (about === DEVIATION) continue
      const { visit } = createSite()
      const found: unknown[][] = []
      for (const steps of requests) await visit((flashes) => found.push(follow(flashes, steps)))
      assert.deepEqual(found, results, about)
    }
  },

  'each message is a cookie of its own, right to the last attribute': async () => {
    const { visit } = createSite()
    const response = await visit((flashes) => {
      flashes.flash('one')
      flashes.flash('two')
    })
    const lines = response.headers.getSetCookie()
    assert.equal(lines.length, 2)
    for (const line of lines) assert.match(line, LINE)
  },

  'a message is shown once, in any language, and its cookie is deleted': async () => {
    const { visit, client } = createSite()
    await visit((flashes) => flashes.flash('naïve ☃ 🌍'))
    assert.deepEqual(await texts(visit), ['naïve ☃ 🌍'])
    assert.deepEqual(client.cookies(), {})
    assert.deepEqual(await texts(visit), [])
  },

  'a redirect carries a message, and shows none': async () => {
    const { visit } = createSite()
    const redirect = Response.redirect('https://example.test/next', 303)
    await visit((flashes) => flashes.flash('kept'), redirect)
    const again = Response.redirect('https://example.test/next', 303)
    await visit((flashes) => void flashes.getFlashedMessages(), again)
    assert.deepEqual(await texts(visit), ['kept'])
  },

  'what parallel responses flash is merged by the browser, in order': async () => {
    const { visit } = createSite()
    const names = ['a', 'b', 'c', 'd']
    await Promise.all(names.map((name) => visit((flashes) => flashes.flash(name))))
    assert.deepEqual(await texts(visit), names)
  },

  "another user's message is never shown": async () => {
    const { visit } = createSite()
    await visit((_flashes, session) => session.login('ada'))
    await visit((flashes) => flashes.flash('private'))
    await visit((_flashes, session) => session.login('eve'))
    assert.deepEqual(await texts(visit), [])
  },

  'a changed cookie shows nothing': async () => {
    const { visit, client } = createSite()
    await visit((flashes) => flashes.flash('x'))
    const [[name = '', value = ''] = []] = Object.entries(client.cookies())
    const changed = `${value.slice(0, -4)}${value.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`
    client.jar.setCookieSync(`${name}=${changed}; Path=/; Secure`, 'https://example.test/')
    assert.deepEqual(await texts(visit), [])
  },
}

/** Flask looks for the category as a part of that text; here it is compared. */
const DEVIATION = 'a text as filter'

const LINE =
  /^__Host-flash\.[\w-]{8}=[\w.-]+; (?=.*HttpOnly)(?=.*Secure)(?=.*Path=\/)(?=.*Max-Age=600)/

interface Row {
  readonly about: string
  readonly requests: readonly (readonly Step[])[]
  readonly results: readonly unknown[][]
}

interface Step {
  readonly flash?: readonly [message: JsonValue, category?: string]
  readonly read?: { readonly with_categories?: boolean; readonly category_filter?: string[] }
}

type Visit = (
  act: (flashes: Flashes, session: Session) => void,
  response?: Response,
) => Promise<Response>

type Page = (flashes: Flashes, session: Session) => Response

function createSite() {
  const sessions = createSessions({ secrets: [SECRET] })
  const flash = createFlash({ signer: createSigner(sessions.keys, { purpose: 'flash' }) })
  const pages: Page[] = []
  const client = createTestClient(
    sessions.middleware((request, session) => {
      const flashes = flash.open(request, { user: () => session.user })
      const page = pages[Number(new URL(request.url).pathname.slice(1))]
      assert.ok(page)
      const response = page(flashes, session)
      return applyHeaderPatch(response, flashes.patch({ status: response.status }))
    }),
  )
  const visit: Visit = (act, response = new Response('ok')) => {
    pages.push((flashes, session) => {
      act(flashes, session)
      return response
    })
    return client.get(`/${pages.length - 1}`)
  }
  return { client, visit }
}

async function texts(visit: Visit): Promise<JsonValue[]> {
  const found: JsonValue[] = []
  await visit((flashes) => void found.push(...flashes.getFlashedMessages()))
  return found
}

function follow(flashes: Flashes, steps: readonly Step[]): unknown[] {
  const found: unknown[] = []
  for (const { flash, read } of steps) {
    if (flash !== undefined) flashes.flash(...flash)
    if (read === undefined) continue
    const { with_categories: isPaired = false, category_filter: categoryFilter = [] } = read
    found.push(
      isPaired
        ? flashes.getFlashedMessages({ withCategories: true, categoryFilter })
        : flashes.getFlashedMessages({ categoryFilter }),
    )
  }
  return found
}
