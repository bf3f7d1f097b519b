/** A sub-app in a file of its own, for the tests of types. It holds no tests. */
import { Hono } from 'hono'
import type { SessionEnv } from '../index.ts'

export interface AccountData {
  username: string
  visits: number
}

export const account = new Hono<SessionEnv<AccountData>>()
  .get('/', (c) => c.text(c.var.session.get('username') ?? 'nobody'))
  .post('/visit', (c) => {
    c.var.session.update('visits', (visits = 0) => visits + 1)
    return c.text(String(c.var.session.get('visits')))
  })
