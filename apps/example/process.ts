import { setTimeout } from 'node:timers'
import { developmentSecret } from './development-secret.ts'
import { readEnvironment, type Environment } from './environment.ts'
import type { StoreSettings } from './store-settings.ts'
import { openStore, type OpenStore } from './stores/open-store.ts'
import type { OpenDatabase } from './stores/sqlite.ts'

/** What this process was started with. Ends it when that is wrong. */
export function readProcess(): Extract<Environment, { ok: true }> {
  const environment = readEnvironment(process.env, () => developmentSecret(console.log))
  return environment.ok ? environment : exitWith(environment.problem)
}

/** Opens the store, if there is to be one. Ends the process when it cannot be reached. */
export async function reachStore(
  settings: StoreSettings,
  openDatabase: OpenDatabase,
): Promise<OpenStore | undefined> {
  try {
    return await openStore(settings, openDatabase)
  } catch (error) {
    const { SESSION_STORE } = settings
    const mend = `check ${PLACES[SESSION_STORE]}`
    return exitWith(`SESSION_STORE=${SESSION_STORE} cannot be used: ${reasonOf(error)}; ${mend}`)
  }
}

/** The variable that says where a store is. */
const PLACES = {
  cookie: 'SESSION_STORE',
  sqlite: 'SQLITE_FILE',
  redis: 'REDIS_URL',
  postgres: 'DATABASE_URL',
}

/** Of several addresses that were tried, Node throws an error for each in one that says nothing. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ')
  const reason = error instanceof Error ? error.message : String(error)
  return reason.replace(/\s+/g, ' ')
}

/** Says where the app is. */
export function announce({ port }: { readonly port: number }): void {
  console.log(`Costrel example on http://localhost:${port}`)
}

/** Runs what throws when the port cannot be listened on, and ends the process then. */
export function listen<Server>(serve: () => Server): Server {
  try {
    return serve()
  } catch (error) {
    return exitWithoutPort(error)
  }
}

/** Ends a process whose port cannot be listened on. */
export function exitWithoutPort(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error)
  return exitWith(`${reason}; name another port with PORT`)
}

/**
 * Ends the process as an orchestrator or Ctrl-C asks: no new connections, open requests finish, exit code 0. Requests
 * that do not finish are given up, and a second signal ends the process at once.
 *
 * @param stop closes the server when its open requests have finished, and then what they used
 */
export function stopOnSignal(stop: () => unknown): void {
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => {
      console.log('Stopping')
      setTimeout(giveUp, PATIENCE).unref()
      stop()
    })
  }
}

/** Milliseconds that open requests have to finish. */
const PATIENCE = 10_000

function giveUp(): never {
  console.log('Gave up what was still open')
  process.exit(0)
}

/** Ends a process that cannot start: one line, no stack, exit code 1. */
function exitWith(problem: string): never {
  console.error(problem)
  process.exit(1)
}
