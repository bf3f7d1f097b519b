import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { CookieJar } from 'tough-cookie'
import { createFlash, type Flash } from '../index.ts'
import { createTestSigner } from './page.test.ts'

const URL = 'https://example.test/'

/** What a browser with many tabs does, in any order. */
type Step =
  | { readonly type: 'send'; readonly acts: readonly Act[]; readonly status: number }
  /** The server answers a request; an index into those under way. */
  | { readonly type: 'answer'; readonly which: number }
  /** The browser receives an answer; an index into those on their way. */
  | { readonly type: 'receive'; readonly which: number }
  | { readonly type: 'tick' }

type Act = 'read' | 'flash' | 'flash again'

interface Sent {
  readonly request: Request
  readonly acts: readonly Act[]
  readonly status: number
  /** Messages whose showing was received before this was sent. */
  readonly seen: ReadonlySet<string>
}

interface Answer {
  readonly lines: readonly string[]
  readonly shown: readonly string[]
}

/** A message of the model: texts may repeat, numbers do not. */
interface Flashed {
  readonly number: number
  readonly text: string
}

/** Fewer than the budget: what it cuts is tested elsewhere. */
const MOST = 10

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    type: fc.constant('send' as const),
    acts: fc.array(fc.constantFrom<Act>('read', 'flash', 'flash again'), { maxLength: 4 }),
    status: fc.constantFrom(200, 200, 200, 302, 404),
  }),
  fc.record({ type: fc.constant('answer' as const), which: fc.nat() }),
  fc.record({ type: fc.constant('receive' as const), which: fc.nat() }),
  fc.record({ type: fc.constant('tick' as const) }),
)

class Browser {
  readonly jar = new CookieJar(undefined, { prefixSecurity: 'strict', rejectPublicSuffixes: false })
  readonly flashed: Flashed[] = []
  readonly ids = new Map<string, Flashed>()
  readonly seen = new Set<string>()
  readonly everShown: Flashed[] = []
  readonly sent: Sent[] = []
  readonly answers: Answer[] = []
  time = Date.UTC(2026, 0, 1)
  readonly flash: Flash = createFlash({ signer: createTestSigner(), now: () => this.time })

  take(step: Step): void {
    if (step.type === 'tick') this.time += 1
    else if (step.type === 'send') this.send(step.acts, step.status)
    else if (step.type === 'answer') this.answer(step.which)
    else this.receive(step.which)
  }
  send(acts: readonly Act[], status: number): void {
    const headers = { cookie: this.jar.getCookieStringSync(URL) }
    const request = new Request(URL, { headers })
    this.sent.push({ request, acts, status, seen: new Set(this.seen) })
  }
  answer(which: number): void {
    const [sent] = this.sent.splice(which % this.sent.length, 1)
    if (sent === undefined) return
    const flashes = this.flash.open(sent.request)
    let list: Flashed[] = []
    for (const act of sent.acts) {
      if (act !== 'read') {
        if (this.flashed.length >= MOST) continue
        const number = this.flashed.length
        const text = act === 'flash' ? `m${number}` : 'again'
        this.flashed.push({ number, text })
        flashes.flash({ number, text })
        continue
      }
      const pairs = flashes.getFlashedMessages({ withCategories: true })
      list = pairs.map(([, message]) => message as unknown as Flashed)
      for (const [index, { id }] of pairs.entries()) this.identify(id, list[index])
      const shownBefore: readonly unknown[] = pairs.filter(({ id }) => sent.seen.has(id))
      assert.deepEqual(shownBefore, [], 'shown again after it was received')
      assert.deepEqual(
        list,
        list.toSorted((a, b) => a.number - b.number),
        'order',
      )
    }
    const lines = flashes.patch({ status: sent.status }).setCookie
    const isShown = sent.status !== 302 && sent.acts.includes('read')
    const ids = flashes.getFlashedMessages({ withCategories: true }).map(({ id }) => id)
    if (isShown) this.everShown.push(...list)
    this.answers.push({ lines, shown: isShown ? ids : [] })
  }
  identify(id: string, message: Flashed | undefined): void {
    if (message === undefined) throw new Error('no message')
    assert.deepEqual(this.ids.get(id) ?? message, message)
    this.ids.set(id, message)
  }
  receive(which: number): void {
    const [answer] = this.answers.splice(which % this.answers.length, 1)
    for (const line of answer?.lines ?? []) this.jar.setCookieSync(line, URL)
    for (const id of answer?.shown ?? []) this.seen.add(id)
  }
  finish(): void {
    while (this.sent.length > 0) this.answer(0)
    while (this.answers.length > 0) this.receive(0)
    this.send(['read'], 200)
    this.answer(0)
    this.receive(0)
  }
}

describe('a browser with requests in parallel', () => {
  test('loses no message, sees them in order, and none in a request sent after it was received', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const browser = new Browser()
        for (const step of steps) browser.take(step)
        browser.finish()
        const shown = new Map(browser.everShown.map((message) => [message.number, message]))
        assert.deepEqual(
          [...shown.values()].toSorted((a, b) => a.number - b.number),
          browser.flashed,
        )
        assert.equal(browser.jar.getCookieStringSync(URL), '')
      }),
      { numRuns: 1000 },
    )
  })

  test('with one request at a time sees each message exactly once', () => {
    const turns = fc.array(
      fc.tuple(
        fc.array(fc.constantFrom<Act>('read', 'flash', 'flash again'), { maxLength: 4 }),
        fc.boolean(),
      ),
      { maxLength: 20 },
    )
    fc.assert(
      fc.property(turns, (turns) => {
        const browser = new Browser()
        for (const [acts, isRedirect] of turns) {
          browser.send(acts, isRedirect ? 302 : 200)
          browser.answer(0)
          browser.receive(0)
        }
        browser.finish()
        assert.deepEqual(browser.everShown, browser.flashed)
      }),
      { numRuns: 500 },
    )
  })

  test('with users who come and go shows nobody what was for another', () => {
    const user = fc.constantFrom(undefined, 'a', 'b')
    const turn = fc.record({ user, after: user, at: fc.nat(), status: fc.constantFrom(200, 302) })
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 30 }), (turns) => {
        const browser = new Browser()
        const waiting: (readonly string[])[] = []
        for (const { user, after, at, status } of turns) {
          const request = new Request(URL, {
            headers: { cookie: browser.jar.getCookieStringSync(URL) },
          })
          const flashes = browser.flash.open(request, { user: () => user })
          for (const message of flashes.getFlashedMessages()) {
            const { owner } = message as { owner: string | null }
            assert.ok(owner === null || owner === user, `${user} sees what was for ${owner}`)
          }
          flashes.flash({ owner: after ?? null })
          waiting.push(flashes.patch({ status, user: after }).setCookie)
          if (at % 3 === 0) continue
          for (const line of waiting.splice(at % waiting.length, 1).flat()) {
            browser.jar.setCookieSync(line, URL)
          }
        }
      }),
      { numRuns: 300 },
    )
  })
})
