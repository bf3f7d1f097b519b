import { createFlash, type Flash, type Flashes, type FlashOptions } from '@costrel/flash'
import { createSessionFlash, type SessionFlash } from '@costrel/flash/session'
import { applyHeaderPatch } from '@costrel/http'
import type { SessionBase, SessionsFacts } from '@costrel/session'
import { createKeyRing, createSigner, type KeyRing, type Secrets } from '@costrel/signing'
import type { Context, MiddlewareHandler } from 'hono'
import type { Bindings } from './memoize-sessions.ts'
import { createMount, type Mount } from './mounts.ts'
import { observerOf } from './observe-events.ts'
import { replaceResponse } from './replace-response.ts'
import { memoizeByStructure } from './structure.ts'

/** The variables that `flash()` sets: for apps and sub-apps that are not one chain. */
export interface FlashEnv<Category extends string = string> {
  /** `c.var.flash(…)` and `c.var.getFlashedMessages(…)`. */
  Variables: Pick<Flashes<Category>, 'flash' | 'getFlashedMessages'>
}

/** How flash messages are mounted: the options of `createFlash`, without a signer. */
export interface FlashMountOptions<Category extends string = string> extends Omit<
  FlashOptions<Category>,
  'signer'
> {
  /** Secrets of flash's own, or what gives them for the bindings. Default: those of the session around it. */
  readonly secrets?: Secrets | ((env: Bindings) => Secrets)
  /** The variable of the session around it. Default: `session`. */
  readonly session?: string
}

/**
 * Gives every request `c.var.flash(message, category?)` and `c.var.getFlashedMessages(options?)`. Inside a session it
 * uses the session's secrets, and its messages belong to the user of the response that flashed them; it also works
 * without one, with `secrets` of its own. Inside a session in Flask's cookie the messages stand in it, as Flask's do.
 *
 * @throws TypeError | RangeError when an option is of the wrong kind or value
 * @throws TypeError at the first request, when there is neither a session around it nor `secrets`
 */
export function flash<const Category extends string = string>(
  options: FlashMountOptions<Category> = {},
): MiddlewareHandler<FlashEnv<Category>> {
  const mount = createMount(options.session ?? 'session')
  const flashFor = createResolver(options)
  const openInSession = createSessionOpener(options)
  return async (c, next) => {
    // Mounted twice, the outer one serves both. Not returned: what `next` gives is no response.
    if (mount.handedOver(c) !== undefined) {
      await next()
      return
    }
    const mounted = mount.sessions(c)
    const session = mount.session(c)
    checkMounted(mounted, options.session)
    const flashes =
      openInSession(c, mounted, session) ??
      flashFor(c, mounted).open(c.req.raw, {
        user: () => session?.user,
        onEvent: observerOf(c, 'flash'),
      })
    c.set('flash', (message, category) => flashes.flash(message, category))
    c.set('getFlashedMessages', bindRead(flashes, mounted, session))
    if (mounted === undefined) return runAlone(c, next, flashes, mount)
    mount.handOver(c, (outcome) => flashes.patch(outcome))
    // Not returned: what it gives is no response, and Hono would take it for one.
    await next()
  }
}

type OpenInSession<Category extends string> = (
  c: Context,
  mounted: SessionsFacts | undefined,
  session: SessionBase | undefined,
) => Flashes<Category> | undefined

/** Where the session around it keeps messages itself, as Flask's does; not with `secrets` of flash's own. */
function createSessionOpener<Category extends string>(
  options: FlashMountOptions<Category>,
): OpenInSession<Category> {
  const { secrets, session: _session, ...settings } = options
  let made: SessionFlash<Category> | undefined
  return (c, mounted, session) => {
    const { flashes } = mounted ?? {}
    if (flashes === undefined || session === undefined || secrets !== undefined) return undefined
    made ??= createSessionFlash(settings)
    return made.open(c.req.raw, {
      add: (category, message) => flashes.add(session, category, message),
      take: () => flashes.take(session),
    })
  }
}

type Resolve<Category extends string> = (
  c: Context,
  mounted: SessionsFacts | undefined,
) => Flash<Category>

function createResolver<Category extends string>(
  options: FlashMountOptions<Category>,
): Resolve<Category> {
  const { secrets, session: _session, ...settings } = options
  checkSettings(settings, secrets)
  const ringFor = memoizeByStructure((list: Secrets) => createKeyRing(list))
  const made = new WeakMap<KeyRing, Flash<Category>>()
  return (c, mounted) => {
    const own = typeof secrets === 'function' ? secrets(c.env) : secrets
    const keys = own === undefined ? mounted?.keys : ringFor(own)
    if (keys === undefined) {
      throw new TypeError('flash() needs session() mounted before it, or secrets of its own')
    }
    const flash = made.get(keys) ?? makeFlash(settings, keys, mounted?.development ?? false)
    made.set(keys, flash)
    return flash
  }
}

/** What does not depend on the bindings is checked when the app is made. */
function checkSettings<Category extends string>(
  settings: Omit<FlashOptions<Category>, 'signer'>,
  secrets: FlashMountOptions['secrets'],
): void {
  if (secrets !== undefined && typeof secrets !== 'function') createKeyRing(secrets)
  createFlash({ ...settings, signer: { sign: never, unsign: never } })
}

/** The signer of flashes that are only checked. */
function never(): never {
  throw new Error('signs nothing')
}

function makeFlash<Category extends string>(
  settings: Omit<FlashOptions<Category>, 'signer'>,
  keys: KeyRing,
  development: boolean,
): Flash<Category> {
  return createFlash({ development, ...settings, signer: createSigner(keys, { purpose: 'flash' }) })
}

/** @throws TypeError when a session that was named is not there: messages would be everybody's */
function checkMounted(mounted: SessionsFacts | undefined, name: string | undefined): void {
  if (name === undefined || mounted !== undefined) return
  throw new TypeError(`flash({ session: '${name}' }): no session is mounted before it as '${name}'`)
}

/** The overloads, kept. A lazy session must say whose messages are read: also where there are none, so that it shows. */
function bindRead<Category extends string>(
  flashes: Flashes<Category>,
  mounted: SessionsFacts | undefined,
  session: SessionBase | undefined,
): Flashes<Category>['getFlashedMessages'] {
  const read = flashes.getFlashedMessages.bind(flashes)
  if (mounted?.isLazy !== true) return read
  const readLoaded = (...options: readonly unknown[]): unknown => {
    void session?.user
    return Reflect.apply(read, undefined, options)
  }
  return readLoaded as typeof read
}

/** Without a session around it flash applies its own headers. */
async function runAlone(
  c: Context,
  next: () => Promise<void>,
  flashes: Flashes,
  mount: Mount,
): Promise<void> {
  try {
    await next()
  } catch (error) {
    flashes.patch({ status: 500 })
    throw error
  }
  if (mount.sessions(c) !== undefined) {
    throw new TypeError('flash() is mounted outside session(): mount it after, to know its user')
  }
  const { status } = c.res
  replaceResponse(c, applyHeaderPatch(c.res, flashes.patch({ status })))
}
