/** Support for this package's tests: a browser on a site whose pages flash and read. It holds no tests. */
import { applyHeaderPatch } from '@costrel/http'
import { createTestClient, type TestClient } from '@costrel/http/testing'
import { createKeyRing, createSigner, type Signer } from '@costrel/signing'
import {
  createFlash,
  type Flashes,
  type FlashedMessage,
  type FlashEvent,
  type FlashOptions,
} from '../index.ts'

export const SECRET = 'kT4vXq8ZrN2wLc7YbJ5hPd9sGf3mAe6u'

export function createTestSigner(secret: string = SECRET, purpose = 'flash'): Signer {
  return createSigner(createKeyRing([secret]), { purpose })
}

/** A page: what its handler does, who is logged in then, and how it is asked for and answered. */
export interface Page extends RequestInit {
  readonly path?: string
  readonly status?: number
}

export interface Site {
  readonly client: TestClient
  /** Every event so far. */
  readonly events: FlashEvent[]
  /** Who is logged in. */
  user: string | undefined
  /** Milliseconds since the epoch; the clock stands still. */
  time: number
  /** Visits a page whose handler does this. */
  visit(act: (flashes: Flashes) => unknown, page?: Page): Promise<Response>
  /** Visits a page that flashes. */
  flash(...messages: string[]): Promise<Response>
  /** Visits a page that reads. */
  read(page?: Page): Promise<FlashedMessage[]>
  /** The messages' cookies, as the browser holds them: full name to value. */
  cookies(): Record<string, string>
}

export function createSite(options: Partial<FlashOptions> = {}, baseUrl?: string): Site {
  const events: FlashEvent[] = []
  const flash = createFlash({
    signer: createTestSigner(),
    now: () => site.time,
    onEvent: (event) => void events.push(event),
    ...options,
  })
  let act: ((flashes: Flashes) => unknown) | undefined
  let status = 200
  const client = createTestClient(
    (request) => {
      const flashes = flash.open(request, { user: () => site.user })
      act?.(flashes)
      const response = new Response(null, { status })
      return applyHeaderPatch(response, flashes.patch({ status: response.status }))
    },
    baseUrl === undefined ? {} : { baseUrl },
  )
  const site: Site = {
    client,
    events,
    user: undefined,
    time: Date.UTC(2026, 0, 1),
    visit: (handler, { path = '/', status: answer = 200, ...init } = {}) => {
      act = handler
      status = answer
      return client.request(path, init)
    },
    flash: (...messages) =>
      site.visit((flashes) => messages.forEach((text) => flashes.flash(text)), { status: 303 }),
    read: async (page) => {
      let found: FlashedMessage[] = []
      await site.visit((flashes) => {
        found = flashes.getFlashedMessages({ withCategories: true, fragment: page?.path === '/f' })
      }, page)
      return found
    },
    cookies: () => client.cookies(),
  }
  return site
}

/** The messages alone. */
export function texts(messages: readonly FlashedMessage[]): unknown[] {
  return messages.map(([, message]) => message)
}

/** Bytes of names and values together. */
export function bytesOf(cookies: Record<string, string>): number {
  return Object.entries(cookies).reduce((sum, [name, value]) => sum + name.length + value.length, 0)
}
