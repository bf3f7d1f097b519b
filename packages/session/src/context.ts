import type { FetchHandler } from '@costrel/http'
import { SessionOutsideRequest } from './lib/errors.ts'
import type { Session } from './lib/session.ts'
import type { SessionHandler, Sessions } from './lib/sessions.ts'

export { SessionOutsideRequest } from './lib/errors.ts'

/** The session of the request that is being handled, for code that nobody hands it to: Flask's `session`. */
export interface SessionContext<Data extends object = Record<string, unknown>> {
  /** `sessions.middleware`, with `current()` in all that the handler calls. */
  middleware<Rest extends readonly unknown[] = []>(
    handler: SessionHandler<Data, Rest>,
  ): FetchHandler<Rest>
  /**
   * Runs a function with this session as the current one, for frameworks with a middleware of their own:
   * `app.use((c, next) => context.run(c.var.session, next))`.
   */
  run<Result>(session: Session<Data>, callback: () => Result): Result
  /**
   * The session of the request that is being handled.
   *
   * @throws SessionOutsideRequest where no request is handled
   */
  current(): Session<Data>
}

/**
 * Makes sessions reachable without passing them on, by `AsyncLocalStorage.run`. Opt-in, since it costs every request
 * more than a read of the session does.
 *
 * @throws Error on a runtime without `node:async_hooks`, naming the mend
 */
export function createSessionContext<Data extends object>(
  sessions: Sessions<Data>,
): SessionContext<Data> {
  const storage = createStorage<Session<Data>>()
  return {
    middleware: (handler) =>
      sessions.middleware((request, session, ...rest) =>
        storage.run(session, () => handler(request, session, ...rest)),
      ),
    run: (session, callback) => storage.run(session, callback),
    current() {
      const session = storage.getStore()
      if (session === undefined) throw new SessionOutsideRequest()
      return session
    },
  }
}

/** What we need of `node:async_hooks`, declared here so that no other file sees a runtime's types. */
interface AsyncStorage<Value> {
  run<Result>(value: Value, callback: () => Result): Result
  getStore(): Value | undefined
}

interface NativeProcess {
  getBuiltinModule?(name: 'node:async_hooks'): {
    readonly AsyncLocalStorage: new <Value>() => AsyncStorage<Value>
  }
}

declare const process: NativeProcess | undefined

function createStorage<Value>(): AsyncStorage<Value> {
  if (typeof process === 'undefined' || process.getBuiltinModule === undefined) {
    throw new Error(
      '@costrel/session/context needs Node 22.3, Bun, Deno 2, or Workers with compatibility_flags = ["nodejs_compat"]',
    )
  }
  const { AsyncLocalStorage } = process.getBuiltinModule('node:async_hooks')
  return new AsyncLocalStorage<Value>()
}
