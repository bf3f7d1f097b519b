import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { getClientAddress } from './client-address.ts'
import { pipe, type FetchHandler } from './fetch-handler.ts'
import { isPlainLoopback } from './plain-loopback.ts'
import { proxyFix, type ProxyFixOptions } from './proxy-fix.ts'
import type { ProxyEvent } from './proxy-events.ts'

const URL_INSIDE = 'http://127.0.0.1:3000/a%20b?q=%2F'

/** The part of Bun's server that tells an address. */
class BunServer {
  readonly asked: Request[] = []
  readonly #address: string | null

  constructor(address: string | null) {
    this.#address = address
  }

  requestIP(request: Request): { address: string } | null {
    this.asked.push(request)
    return this.#address === null ? null : { address: this.#address }
  }
}

describe('the URL', () => {
  test('is the one that the client asked for', () => {
    const seen = see(
      { for: 1, proto: 1, host: 1, port: 1, prefix: 1 },
      {
        'X-Forwarded-For': '203.0.113.1',
        'X-Forwarded-Proto': 'https',
        'X-Forwarded-Host': 'shop.example',
        'X-Forwarded-Port': '8443',
        'X-Forwarded-Prefix': '/shop/',
        Host: '127.0.0.1:3000',
      },
    )
    assert.equal(seen.url, 'https://shop.example:8443/shop/a%20b?q=%2F')
    assert.equal(seen.headers.get('host'), 'shop.example:8443')
    assert.equal(getClientAddress(seen), '203.0.113.1')
  })

  test('stays, and so does the Request, when nothing is forwarded or nothing is trusted', () => {
    const headers = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'evil.example' }
    for (const [options, forwarded] of [
      [{}, headers],
      [{ for: 1, port: 1 }, headers],
      [{ proto: 2, host: 2 }, headers],
      [{ proto: 1, host: 1 }, {}],
      [{ proto: 1 }, { 'X-Forwarded-Proto': 'http' }],
    ] satisfies [ProxyFixOptions, Record<string, string>][]) {
      const request = new Request(URL_INSIDE, { headers: forwarded })
      assert.equal(pass(options, request), request)
    }
  })

  test('takes several lines of a header for one list', () => {
    const headers = new Headers({ 'X-Forwarded-Proto': 'http' })
    headers.append('X-Forwarded-Proto', 'https')
    assert.match(pass({ proto: 1 }, new Request(URL_INSIDE, { headers })).url, /^https:/)
  })

  test('loses the port inside when a host without one is forwarded', () => {
    const { url } = see({ host: 1 }, { 'X-Forwarded-Host': 'shop.example' })
    assert.equal(url, 'http://shop.example/a%20b?q=%2F')
  })

  for (const [scheme, protocol] of [
    ['wss', 'https:'],
    ['ws', 'http:'],
    ['HTTPS', 'https:'],
  ] as const) {
    test(`takes ${scheme} for ${protocol}`, () => {
      const { url } = see({ proto: 1 }, { 'X-Forwarded-Proto': scheme })
      assert.equal(new URL(url).protocol, protocol)
    })
  }

  test('may have a host with an underscore', () => {
    const { url } = see({ host: 1 }, { 'X-Forwarded-Host': 'my_app.internal' })
    assert.equal(new URL(url).hostname, 'my_app.internal')
  })

  test('is no loopback to a developer when a proxy says localhost', () => {
    const seen = see({ host: 1 }, { 'X-Forwarded-Host': 'localhost' })
    assert.equal(new URL(seen.url).hostname, 'localhost')
    assert.equal(isPlainLoopback(seen), false)
  })

  test('does not take Forwarded for anything', () => {
    const { url } = see({ proto: 1, host: 1 }, { Forwarded: 'proto=https;host=evil.example' })
    assert.equal(url, URL_INSIDE)
  })
})

describe('a Request made anew', () => {
  const headers = { 'X-Forwarded-Proto': 'https', 'Content-Type': 'text/plain', 'X-Kept': '1' }

  test('keeps method, headers and body', async () => {
    const request = new Request(URL_INSIDE, { method: 'PUT', body: 'text', headers })
    const seen = pass({ proto: 1 }, request)
    assert.deepEqual([seen.method, seen.headers.get('x-kept')], ['PUT', '1'])
    assert.equal(seen.headers.get('content-type'), 'text/plain')
    assert.equal(seen.headers.has('host'), false)
    assert.equal(await seen.text(), 'text')
  })

  test('keeps a body that streams', async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('part'))
        controller.close()
      },
    })
    const init = { method: 'POST', body, headers, duplex: 'half' }
    assert.equal(await pass({ proto: 1 }, new Request(URL_INSIDE, init)).text(), 'part')
  })

  test('is aborted with the one that came in', () => {
    const controller = new AbortController()
    const request = new Request(URL_INSIDE, { headers, signal: controller.signal })
    const { signal } = pass({ proto: 1 }, request)
    assert.equal(signal.aborted, false)
    controller.abort()
    assert.equal(signal.aborted, true)
  })

  test('keeps the cf of Workers', () => {
    const request = Object.assign(new Request(URL_INSIDE, { headers }), { cf: { colo: 'AMS' } })
    const seen = pass({ proto: 1 }, request)
    assert.notEqual(seen, request)
    assert.deepEqual(Reflect.get(seen, 'cf'), { colo: 'AMS' })
  })

  test('is known by its address, and so is the one that came in', () => {
    const request = new Request(URL_INSIDE, { headers: { ...headers, 'X-Forwarded-For': '::1' } })
    const seen = pass({ for: 1, proto: 1 }, request)
    assert.deepEqual([getClientAddress(seen), getClientAddress(request)], ['::1', '::1'])
  })
})

describe('an upgrade', () => {
  const forwarded = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '203.0.113.1' }

  test('to a WebSocket passes on as it is, with its address', () => {
    const headers = { ...forwarded, Upgrade: 'WebSocket', Connection: 'Upgrade' }
    const request = new Request(URL_INSIDE, { headers })
    assert.equal(pass({ for: 1, proto: 1 }, request), request)
    assert.equal(getClientAddress(request), '203.0.113.1')
  })

  test('to anything else, or by POST, is a request like another', () => {
    for (const init of [{ upgrade: 'h2c' }, { upgrade: 'websocket', method: 'POST' }]) {
      const { upgrade, method = 'GET' } = { method: undefined, ...init }
      const headers = { ...forwarded, upgrade }
      assert.match(pass({ proto: 1 }, new Request(URL_INSIDE, { method, headers })).url, /^https:/)
    }
  })
})

describe('the address', () => {
  test('is unknown where no proxyFix was', () => {
    assert.equal(getClientAddress(requestFor('203.0.113.1')), undefined)
  })

  test('is unknown where neither runtime nor proxy tells it', () => {
    assert.equal(getClientAddress(pass({ for: 1 }, new Request(URL_INSIDE))), undefined)
  })

  test('is the one at the other end when no proxy is trusted for it, or too few have written', () => {
    for (const options of [{}, { for: 2 }]) {
      const seen = pass(options, requestFor('203.0.113.1'), onNode('192.0.2.9'))
      assert.equal(getClientAddress(seen), '192.0.2.9')
    }
  })

  test('has no port and one form', () => {
    for (const [written, address] of [
      ['203.0.113.1:4711', '203.0.113.1'],
      ['"[2001:DB8::1]:4711"', '2001:db8::1'],
      ['::ffff:203.0.113.1', '203.0.113.1'],
    ] as const) {
      assert.equal(getClientAddress(pass({ for: 1 }, requestFor(written))), address)
    }
  })

  test("is not the proxy's own where the proxy wrote what is none", () => {
    const seen = pass({ for: 1 }, requestFor('unknown'), onNode('127.0.0.1'))
    assert.equal(getClientAddress(seen), undefined)
  })
})

describe('the peer', () => {
  const shapes: [runtime: string, given: (address: string) => unknown][] = [
    ['Node', (address) => onNode(address)],
    ['Deno', (hostname) => ({ remoteAddr: { transport: 'tcp', hostname, port: 1 } })],
    ['Bun', (address) => new BunServer(address)],
  ]
  for (const [runtime, given] of shapes) {
    test(`is found on ${runtime}`, () => {
      const seen = pass({}, new Request(URL_INSIDE), given('::ffff:192.0.2.9'))
      assert.equal(getClientAddress(seen), '192.0.2.9')
    })
  }

  for (const given of [
    undefined,
    null,
    'text',
    {},
    { incoming: {} },
    { remoteAddr: { path: '/run/s' } },
    new BunServer(null),
  ]) {
    test(`is unknown from ${JSON.stringify(given)}`, () => {
      assert.equal(getClientAddress(pass({}, new Request(URL_INSIDE), given)), undefined)
    })
  }

  test('is asked of Bun with the request that came in', () => {
    const server = new BunServer('192.0.2.9')
    const request = new Request(URL_INSIDE, { headers: { 'X-Forwarded-Proto': 'https' } })
    const seen = pass({ proto: 1 }, request, server)
    assert.notEqual(seen, request)
    assert.deepEqual(server.asked, [request])
  })

  test('is passed on to the app with all that the runtime gives', () => {
    const given = [onNode('192.0.2.9'), { waitUntil() {} }]
    let got: unknown[] = []
    const app = pipe(
      (_: Request, ...rest: unknown[]) => {
        got = rest
        return new Response()
      },
      proxyFix({ proto: 1 }),
    )
    app(new Request(URL_INSIDE), ...given)
    assert.deepEqual(got, given)
  })
})

describe('from', () => {
  const headers = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '203.0.113.1' }
  const options = { for: 1, proto: 1, from: ['loopback', '10.0.0.0/8'] }

  for (const address of ['127.0.0.1', '::1', '::ffff:10.9.9.9']) {
    test(`lets ${address} speak`, () => {
      const seen = pass(options, new Request(URL_INSIDE, { headers }), onNode(address))
      assert.match(seen.url, /^https:/)
      assert.equal(getClientAddress(seen), '203.0.113.1')
    })
  }

  test('does not read the headers of another peer, whose own address counts', () => {
    const request = new Request(URL_INSIDE, { headers })
    const seen = pass(options, request, onNode('198.51.100.7'))
    assert.equal(seen, request)
    assert.equal(getClientAddress(seen), '198.51.100.7')
  })

  test('does not read them where the runtime does not tell the peer', () => {
    const request = new Request(URL_INSIDE, { headers })
    assert.equal(pass(options, request), request)
    assert.equal(getClientAddress(request), undefined)
  })
})

describe('the options', () => {
  for (const part of ['for', 'proto', 'host', 'port', 'prefix']) {
    test(`refuse a count of ${part} that is none`, () => {
      assert.throws(() => proxyFix({ [part]: -1 }), new RegExp(`^RangeError: ${part}: `))
      assert.throws(() => proxyFix({ [part]: 1.5 }), RangeError)
      assert.throws(() => proxyFix({ [part]: 101 }), RangeError)
      assert.throws(() => Reflect.apply(proxyFix, undefined, [{ [part]: true }]), TypeError)
      assert.doesNotThrow(() => Reflect.apply(proxyFix, undefined, [{ [part]: undefined }]))
    })
  }

  for (const options of [undefined, null, 1, () => new Response()]) {
    test(`are an object, and not ${typeof options}`, () => {
      assert.throws(() => Reflect.apply(proxyFix, undefined, [options]), {
        name: 'TypeError',
        message: 'proxyFix: give the counts of your proxies, such as { for: 1, proto: 1 }',
      })
    })
  }

  for (const from of ['loopback', null, 1, [1], [undefined]]) {
    test(`refuse a from that is no list of texts: ${JSON.stringify(from)}`, () => {
      assert.throws(() => Reflect.apply(proxyFix, undefined, [{ from }]), {
        name: 'TypeError',
        message: "from: give a list of texts, such as ['loopback']",
      })
    })
  }

  test('refuse a range that is none', () => {
    assert.throws(() => proxyFix({ from: ['10.0.0.0/99'] }), /RangeError: from: '10\.0\.0\.0\/99'/)
  })
})

describe('in development', () => {
  test('one event tells that the chain does not fit the counts', () => {
    const { events, ask } = observe({ for: 2, proto: 1, host: 1 })
    ask({ 'X-Forwarded-For': '203.0.113.1', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Port': '1' })
    ask({})
    assert.deepEqual(events, [
      {
        type: 'proxy-mismatch',
        headers: [
          { name: 'x-forwarded-for', trusted: 2, observed: 1 },
          { name: 'x-forwarded-host', trusted: 1, observed: 0 },
          { name: 'x-forwarded-port', trusted: 0, observed: 1 },
        ],
      },
    ])
  })

  test('no event comes while the chain fits', () => {
    const { events, ask } = observe({ for: 2, proto: 1 })
    ask({ 'X-Forwarded-For': '203.0.113.1,, 203.0.113.2', 'X-Forwarded-Proto': 'https' })
    assert.deepEqual(events, [])
  })

  test('one event tells that the peer is not trusted', () => {
    const { events, ask } = observe({ for: 1, from: ['loopback'] })
    ask({}, onNode('192.0.2.9'))
    ask({}, onNode('192.0.2.9'))
    assert.deepEqual(events, [{ type: 'proxy-untrusted', peer: '192.0.2.9' }])
  })

  test('each proxyFix tells for itself, and none tells in production', () => {
    const [first, second] = [observe({ for: 1 }), observe({ for: 1 })]
    first.ask({})
    second.ask({})
    assert.deepEqual([first.events.length, second.events.length], [1, 1])
    const quiet = observe({ for: 1, development: false })
    quiet.ask({})
    assert.deepEqual(quiet.events, [])
  })
})

/** What `@hono/node-server` gives. */
function onNode(remoteAddress: string): unknown {
  return { incoming: { socket: { remoteAddress } } }
}

function requestFor(address: string): Request {
  return new Request(URL_INSIDE, { headers: { 'X-Forwarded-For': address } })
}

/** Lets a request pass, and gives back the one that the app saw. */
function pass(options: ProxyFixOptions, request: Request, ...rest: unknown[]): Request {
  let seen = request
  const app: FetchHandler<unknown[]> = (fixed) => {
    seen = fixed
    return new Response()
  }
  proxyFix(options)(app)(request, ...rest)
  return seen
}

function see(options: ProxyFixOptions, headers: Record<string, string>): Request {
  return pass(options, new Request(URL_INSIDE, { headers }))
}

function observe(options: ProxyFixOptions): {
  events: ProxyEvent[]
  ask: (headers: Record<string, string>, ...rest: unknown[]) => void
} {
  const events: ProxyEvent[] = []
  const onEvent = (event: ProxyEvent): void => void events.push(event)
  const app = proxyFix({ development: true, onEvent, ...options })(() => new Response())
  const ask = (headers: Record<string, string>, ...rest: unknown[]): void => {
    Reflect.apply(app, undefined, [new Request(URL_INSIDE, { headers }), ...rest])
  }
  return { events, ask }
}
