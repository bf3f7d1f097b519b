/** What a signed session adds to a Worker: the smallest one that reads and writes, minified and gzipped. */
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { SECRET } from './peers/peer.ts'

export interface Bundle {
  readonly name: string
  /** Bytes, gzipped. */
  readonly gzip: number
}

/** Each as its README has it. The framework, where there is one, is left out: `hono` is external. */
const SOURCES: Readonly<Record<string, string>> = {
  'costrel signed, fetch': `
    import { createSessions } from '@costrel/session'
    export default (secret) => ({ fetch: createSessions({ secrets: [secret] }).middleware((request, session) => {
      session.set('n', 1); return new Response(session.get('username')) }) })`,
  'costrel signed, Hono': `
    import { session } from '@costrel/hono'
    export default session((env) => ({ secrets: [env.SECRET] }))`,
  'hono-sessions': `
    import { CookieStore, sessionMiddleware } from 'hono-sessions'
    export default sessionMiddleware({ store: new CookieStore(), encryptionKey: '${SECRET}' })`,
  '@hono/session': `
    import { useSession } from '@hono/session'
    export default useSession({ secret: '${SECRET}' })`,
  'iron-session': `
    import { getIronSession } from 'iron-session'
    export default (request, response) => getIronSession(request, response, { cookieName: 's', password: '${SECRET}' })`,
  'React Router cookie session': `
    import { createCookieSessionStorage } from 'react-router'
    export default createCookieSessionStorage({ cookie: { name: 's', secrets: ['${SECRET}'] } })`,
  'Remix 3 cookie session': `
    import { createCookie } from '@remix-run/cookie'
    import { createCookieSessionStorage } from '@remix-run/session/cookie-storage'
    import { session } from '@remix-run/session-middleware'
    export default session(createCookie('s', { secrets: ['${SECRET}'] }), createCookieSessionStorage())`,
}

/** Bundles each for Workers with `nodejs_compat`. */
export function measureBundles(): Promise<Bundle[]> {
  return Promise.all(
    Object.entries(SOURCES).map(async ([name, contents]) => ({ name, gzip: await gzip(contents) })),
  )
}

async function gzip(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: 'js' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['module', 'main'],
    external: ['hono', 'hono/*', 'node:*'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  })
  return gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length
}
