/**
 * The floor: native HMAC with a ready key, JSON, and the same three headers, inside an empty Hono middleware. The JSON has
 * what a session needs beside its data: id, times, user. Nobody should use it: it checks no time and no purpose.
 */
import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import { FLOOR, HONO } from './names.ts'
import { DATA, describe, fetchPeer, nextNumber, SECRET, type Data, type Peer } from './peer.ts'

const key = createSecretKey(Buffer.from(SECRET, 'hex'))
const NAME = '__Host-session'
const ATTRIBUTES = '; Path=/; Secure; HttpOnly; SameSite=Lax'

function macOf(payload: string): string {
  return createHmac('sha256', key).update(payload).digest('base64url')
}

/** A session's own members, and its data. */
interface Payload {
  i: string
  c: number
  u: string
  a: number
  d: Data
}

function readCookie(header: string | null): Payload | null {
  const start = header?.indexOf(`${NAME}=`) ?? -1
  if (header === null || start === -1) return null
  const end = header.indexOf(';', start)
  const value = header.slice(start + NAME.length + 1, end === -1 ? undefined : end)
  const dot = value.lastIndexOf('.')
  const [payload, given] = [value.slice(0, dot), value.slice(dot + 1)]
  const expected = macOf(payload)
  if (given.length !== expected.length) return null
  if (!timingSafeEqual(Buffer.from(given), Buffer.from(expected))) return null
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Payload
}

function writeCookie(data: Payload): string {
  const payload = Buffer.from(JSON.stringify(data)).toString('base64url')
  return `${NAME}=${payload}.${macOf(payload)}${ATTRIBUTES}`
}

interface Box {
  isTouched: boolean
  isWritten: boolean
  data: Payload | null
}

type Env = { Variables: { box: Box } }

function touch(box: Box, request: Request): Box {
  if (!box.isTouched) box.data = readCookie(request.headers.get('cookie'))
  box.isTouched = true
  return box
}

const floorApp = new Hono<Env>()
  .use(async (c, next) => {
    const box: Box = { isTouched: false, isWritten: false, data: null }
    c.set('box', box)
    await next()
    if (!box.isTouched) return
    const { headers } = c.res
    headers.set('vary', 'Cookie')
    headers.set('cache-control', box.isWritten ? 'no-store' : 'private')
    if (box.isWritten && box.data !== null) headers.append('set-cookie', writeCookie(box.data))
  })
  .get('/untouched', (c) => c.text('hello'))
  .get('/read', (c) => c.text(describe(touch(c.var.box, c.req.raw).data?.d)))
  .get('/write', (c) => {
    const box = touch(c.var.box, c.req.raw)
    if (box.data !== null) box.data.d.n = nextNumber()
    box.isWritten = true
    return c.text('written')
  })
  .get('/login', (c) => {
    const box = touch(c.var.box, c.req.raw)
    const id = randomBytes(16).toString('base64url')
    box.data = { i: id, c: Date.now(), u: 'ada', a: Date.now(), d: { ...DATA } }
    box.isWritten = true
    return c.text('in')
  })

export const floor: Peer = fetchPeer({
  name: FLOOR,
  base: HONO,
  kind: 'floor',
  fetch: (request) => floorApp.fetch(request),
})
