import type { FlashEnv, SessionEnv } from '@costrel/hono'
import { Hono } from 'hono'
import type { Bindings } from './app.ts'
import { devicesPage, noDevicesPage } from './devices-page.ts'
import type { SessionData } from './session-settings.ts'
import type { SessionsOf } from './sessions.ts'
import { readField, show, type Category } from './show.ts'

type Variables = SessionEnv<SessionData>['Variables'] & FlashEnv<Category>['Variables']

/**
 * `/devices`: the visitor's sessions on all their browsers, and the forms that end them. Only a store can tell of them.
 *
 * @param sessionsOf `undefined` without a store
 */
export function createDevices(sessionsOf: SessionsOf | undefined) {
  const devices = new Hono<{ Bindings: Bindings; Variables: Variables & { user: string } }>()
  if (sessionsOf === undefined) return devices.all('/*', (c) => show(c, noDevicesPage(), 404))
  return devices
    .use(async (c, next) => {
      const { user } = c.var.session
      if (user === undefined) return c.redirect('/login', 303)
      c.set('user', user)
      await next()
    })
    .get('/', async (c) => {
      const { user, session } = c.var
      const list = await sessionsOf(c.env).listByUser(user, { current: session })
      return show(c, devicesPage(user, list, Date.now()))
    })
    .post('/end', async (c) => {
      const { user, session, flash } = c.var
      const id = await readField(c, 'id')
      const list = await sessionsOf(c.env).listByUser(user, { current: session })
      const chosen = list.find((each) => each.id === id)
      if (chosen?.isCurrent) {
        flash('That is the session you are using: log out to end it', 'error')
      } else if (chosen && (await sessionsOf(c.env).destroyOne(user, id))) {
        flash(`Ended: ${chosen.label ?? 'Unknown browser'}`, 'success')
      } else flash('That session had ended already', 'error')
      return c.redirect('/devices', 303)
    })
    .post('/end-others', async (c) => {
      const count = await sessionsOf(c.env).destroyOthers(c.var.session)
      c.var.flash(tellOthers(count), 'success')
      return c.redirect('/devices', 303)
    })
    .post('/end-all', async (c) => {
      await sessionsOf(c.env).destroyByUser(c.var.user)
      c.var.session.logout()
      c.var.flash('You were logged out everywhere', 'success')
      return c.redirect('/', 303)
    })
}

function tellOthers(count: number): string {
  if (count === 0) return 'There was no other session'
  return count === 1 ? '1 other session was ended' : `${count} other sessions were ended`
}
