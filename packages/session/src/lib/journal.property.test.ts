import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { Session } from '../index.ts'
import { createBrowser } from './browser.test.ts'

/** What a session should be: the plainest thing that could hold it. */
interface Model {
  user: string | undefined
  data: Map<string, unknown>
}

/** One call, done to a session and to its model. */
interface Step {
  readonly name: string
  run(session: Session, model: Model): void
}

const key = fc.constantFrom<string>('a', 'b', 'cart', '__proto__', 'constructor', '')
const text = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((value) => value.isWellFormed())
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e21),
    text,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(text, fc.constant('__proto__')), tie('value'), { maxKeys: 3 }),
  ),
}))
const user = fc.constantFrom('ann', 'bob')

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(key, value).map(([key, value]): Step => ({
    name: `set ${key} ${JSON.stringify(value)}`,
    run: (session, { data }) => (session.set(key, value), data.set(key, structuredClone(value))),
  })),
  fc.tuple(key, value).map(([key, value]): Step => ({
    name: `update ${key}`,
    run: (session, { data }) => {
      session.update(key, (old) => [old ?? null, value].slice(0, 2))
      data.set(key, structuredClone([data.get(key) ?? null, value]))
    },
  })),
  fc.tuple(key, value).map(([key, value]): Step => ({
    name: `push to ${key} in place`,
    run: (session, { data }) => {
      for (const list of [session.get(key), data.get(key)]) {
        if (Array.isArray(list)) list.push(structuredClone(value))
      }
    },
  })),
  key.map((key): Step => ({
    name: `delete ${key}`,
    run: (session, { data }) => (session.delete(key), data.delete(key)),
  })),
  fc.constant<Step>({ name: 'clear', run: (session, { data }) => (session.clear(), data.clear()) }),
  fc.boolean().map((keep): Step => ({
    name: `regenerate keep ${keep}`,
    run: (session, { data }) => (session.regenerate({ keep }), keep || data.clear()),
  })),
  fc.array(key).map((keep): Step => ({
    name: `regenerate keep ${keep.join()}`,
    run: (session, { data }) => {
      session.regenerate({ keep })
      for (const key of data.keys()) if (!keep.includes(key)) data.delete(key)
    },
  })),
  user.map((user): Step => ({
    name: `login ${user}`,
    run: (session, model) => {
      session.login(user)
      if (model.user !== undefined && model.user !== user) model.data.clear()
      model.user = user
    },
  })),
  fc.constant<Step>({
    name: 'logout',
    run: (session, model) => {
      session.logout()
      model.data.clear()
      model.user = undefined
    },
  }),
)

interface Request {
  readonly steps: readonly Step[]
  readonly status: number
}

const request: fc.Arbitrary<Request> = fc.record({
  steps: fc.array(step, { maxLength: 6 }),
  status: fc.constantFrom(200, 200, 302, 404),
})

test('any sequence of writes over any requests reads back as its model', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(request, { maxLength: 5 }), async (requests) => {
      const browser = createBrowser()
      const model: Model = { user: undefined, data: new Map() }
      for (const { steps, status } of requests) {
        const act = (session: Session): void => {
          for (const { run } of steps) run(session, model)
          assertLikeModel(session, model)
        }
        await browser.visit(act, { response: new Response(null, { status }) })
        await browser.visit((session) => assertLikeModel(session, model))
        const isEmpty = model.user === undefined && model.data.size === 0
        assert.equal(browser.cookie() === '', isEmpty)
      }
    }),
    { numRuns: 300 },
  )
})

test('any sequence of writes that a 500 answers leaves the session as it was, or ended', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
      const browser = createBrowser()
      await browser.visit((session) => (session.login('ann'), session.set('a', [1])))
      const before = browser.cookie()
      const act = (session: Session): void => {
        for (const { run } of steps) run(session, { user: 'ann', data: new Map() })
      }
      await browser.visit(act, { response: new Response(null, { status: 500 }) })
      const ends = steps.some(({ name }) => /^(login|logout|regenerate)/.test(name))
      assert.equal(browser.cookie(), ends ? '' : before)
    }),
    { numRuns: 300 },
  )
})

function assertLikeModel(session: Session, { user, data }: Model): void {
  assert.equal(session.user, user)
  assert.deepEqual(session.keys().toSorted(), [...data.keys()].toSorted())
  for (const [key, value] of data) {
    assert.deepEqual(session.get(key), value)
    assert.equal(session.has(key), true)
  }
  assert.deepEqual(new Map(Object.entries(session.toObject())), data)
}
