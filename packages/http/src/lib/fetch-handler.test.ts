import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { pipe, type FetchHandler, type Middleware } from './fetch-handler.ts'

const ok: FetchHandler = () => new Response('ok')

describe('pipe', () => {
  test('puts the last middleware outermost', async () => {
    const log: string[] = []
    const app = pipe(ok, track('a', log), track('b', log))
    assert.equal(await (await app(new Request('https://a.test'))).text(), 'ok')
    assert.deepEqual(log, ['b>', 'a>', '<a', '<b'])
  })

  test('gives back a lone handler', () => {
    assert.equal(pipe(ok), ok)
  })

  test('passes on the further arguments of the runtime', async () => {
    const piped = pipe(greet, track('a', []), track('b', []))
    const response = await piped(new Request('https://a.test'), { name: 'Ada' }, () => {})
    assert.equal(await response.text(), 'Hello, Ada')
  })

  test('hands a throw of the app to the middleware', async () => {
    const response = await pipe(fail, rescue)(new Request('https://a.test'))
    assert.equal(await response.text(), 'rescued from out of order')
  })

  test('names the argument that is not a function', () => {
    assert.throws(() => call({ fetch: ok }), /pipe: argument 1 must be a function, not object/)
    assert.throws(() => call(ok, rescue, undefined), /pipe: argument 3 must be .*, not undefined/)
  })
})

function track(name: string, log: string[]): Middleware {
  return (next) =>
    async (request, ...rest) => {
      log.push(`${name}>`)
      const response = await next(request, ...rest)
      log.push(`<${name}`)
      return response
    }
}

function greet(_: Request, env: { name: string }, __: () => void): Response {
  return new Response(`Hello, ${env.name}`)
}

function fail(): Response {
  throw new Error('out of order')
}

const rescue: Middleware =
  (next) =>
  async (request, ...rest) => {
    try {
      return await next(request, ...rest)
    } catch (error) {
      return new Response(`rescued from ${error instanceof Error ? error.message : ''}`)
    }
  }

function call(...args: unknown[]): unknown {
  return Reflect.apply(pipe, undefined, args)
}
