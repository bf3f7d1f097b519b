import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { Session } from '../../index.ts'
import { createSite, type Site, type Visit, type Visitor } from './site.test.ts'
import { Model, ModelRequest, type Action, type Answer, type Token } from './session-model.test.ts'

/** One step of some browsers, of which each has several requests under way. */
type Step =
  | { readonly type: 'open' | 'steal'; readonly browser: number; readonly other: number }
  | { readonly type: 'act'; readonly request: number; readonly action: Action }
  | {
      readonly type: 'end'
      readonly request: number
      readonly status: 200 | 500
      readonly isLost: boolean
    }
  | { readonly type: 'wait'; readonly seconds: number }
  | { readonly type: 'sweep' }

const key = fc.constantFrom('a', 'b', 'n')
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('set' as const), key, value: fc.nat(3) }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constantFrom('delete' as const, 'update' as const), key }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('login' as const),
      user: fc.constantFrom('ann', 'bob'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constantFrom(
        'read' as const,
        'clear',
        'logout',
        'destroy',
        'regenerate',
        'rotate',
        'rotate',
      ),
    }),
  },
)
const browser = fc.nat(2)
const request = fc.nat(5)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.constant('open' as const), browser, other: browser }),
  },
  { weight: 9, arbitrary: fc.record({ type: fc.constant('act' as const), request, action }) },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('end' as const),
      request,
      status: fc.constantFrom(200 as const, 200 as const, 200 as const, 500 as const),
      isLost: fc.constantFrom(false, false, false, true),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 29, 31, 61, 900, 1700),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('steal' as const), browser, other: browser }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('sweep' as const) }) },
)

test('random requests of three browsers do what the model does', async () => {
  const property = fc.asyncProperty(
    fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }),
    runBoth,
  )
  const runs = process.env['CI'] === 'true' ? 10_000 : 1000
  await fc.assert(property, { numRuns: Number(process.env['MODEL_RUNS'] ?? runs) })
})

interface Pair {
  readonly browser: number
  readonly real: Visit
  readonly model: ModelRequest
}

async function runBoth(steps: readonly Step[]): Promise<void> {
  const site = createSite()
  const model = new Model()
  const start = site.clock.now()
  const browsers = [site.visitor(), site.visitor(), site.visitor()]
  const cookies = new Map<string, Token>()
  let open: Pair[] = []
  await begin(model, browsers, cookies)
  for (const current of steps) {
    model.now = site.clock.now() - start
    if (current.type === 'wait') site.clock.advance(current.seconds)
    if (current.type === 'sweep') await site.store.sweep?.(site.clock.now(), 100)
    if (current.type === 'steal')
      pick(browsers, current.browser).cookie = pick(browsers, current.other).cookie
    if (current.type === 'open')
      open.push(await openBoth(model, browsers, cookies, current.browser))
    const pair = 'request' in current ? open[current.request % open.length] : undefined
    if (pair === undefined) continue
    if (current.type === 'act') actBoth(pair, current.action)
    if (current.type !== 'end') continue
    open = open.filter((other) => other !== pair)
    await endBoth(pair, current, pick(browsers, pair.browser), cookies)
    await compareRows(site, model, cookies)
  }
}

/** Two browsers hold the same token: a thief's, or one whose other tab was slow. */
async function begin(
  model: Model,
  browsers: readonly Visitor[],
  cookies: Map<string, Token>,
): Promise<void> {
  const pair = await openBoth(model, browsers, cookies, 0)
  actBoth(pair, { type: 'set', key: 'a', value: 1 })
  await endBoth(pair, { status: 200, isLost: false }, pick(browsers, 0), cookies)
  pick(browsers, 1).cookie = pick(browsers, 0).cookie
}

async function openBoth(
  model: Model,
  browsers: readonly Visitor[],
  cookies: Map<string, Token>,
  index: number,
): Promise<Pair> {
  const visitor = pick(browsers, index)
  const request = new ModelRequest(model, cookies.get(visitor.cookie))
  const row = request.token && model.rowOf(request.token)
  if (row !== undefined) request.found(row.touchedAt)
  return {
    browser: index,
    real: await visitor.begin({ headers: { 'sec-fetch-dest': 'empty' } }),
    model: request,
  }
}

function actBoth({ real: { session }, model }: Pair, action: Action): void {
  const isRefused = model.isDestroyed && action.type !== 'read' && action.type !== 'destroy'
  if (isRefused) assert.throws(() => act(session, action), /^SessionDestroyed/)
  else act(session, action)
  model.act(action)
  assert.deepEqual([session.user, session.toObject()], [model.user, model.data])
}

function act(session: Session, action: Action): void {
  if (action.type === 'set') session.set(action.key, action.value)
  else if (action.type === 'delete') session.delete(action.key)
  else if (action.type === 'update') session.update(action.key, (n) => Number(n ?? 0) + 1)
  else if (action.type === 'login') session.login(action.user)
  else if (action.type === 'read') session.toObject()
  else session[action.type]()
}

async function endBoth(
  { real, model }: Pair,
  { status, isLost }: { status: 200 | 500; isLost: boolean },
  visitor: Visitor,
  cookies: Map<string, Token>,
): Promise<void> {
  const { cookie: before } = visitor
  const response = await real.end(new Response('', { status }))
  const line = response.headers.getSetCookie()[0]
  const value = line?.slice('__Host-session='.length).split(';', 1)[0]
  const expected: Answer = model.end(status)
  assert.equal(response.status, expected.status)
  if (expected.cookie === undefined) assert.equal(line, undefined)
  else if (expected.cookie === null) assert.equal(value, '')
  else {
    assert.ok(value)
    cookies.set(value, cookies.get(value) ?? expected.cookie)
    assert.deepEqual(cookies.get(value), expected.cookie, 'a token for another generation')
  }
  if (isLost) visitor.cookie = before
}

/** Whatever token was ever given out opens what it opens in the model. */
async function compareRows(site: Site, model: Model, cookies: Map<string, Token>): Promise<void> {
  for (const [cookie, token] of cookies) {
    const { session } = await site.visitor(cookie).begin()
    const row = model.rowOf(token)
    const live = row !== undefined && model.isLive(row, token) ? row : undefined
    assert.deepEqual([session.user, session.toObject()], [live?.user, live?.data ?? {}])
  }
}

function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index]
  if (item === undefined) throw new RangeError('no such item')
  return item
}
