import { createTestClient, type TestClient, type TestClientOptions } from '@costrel/http/testing'
import { memorySink, type Sink } from '@costrel/logger'
import type { SessionStore } from '@costrel/session'
import { createApp, type Bindings } from './app.ts'

/** A good secret for tests: never use it anywhere else. */
export const TEST_SECRET = 'pL7cWz2XkN9vRq4TmB6hYs3jFd8gAe5u'

/** A browser that has the example open. */
export function openExample(
  bindings: Partial<Bindings> = {},
  options: TestClientOptions = {},
  sink: Sink = memorySink(),
  store?: SessionStore,
): TestClient {
  const app = createApp({ sink, store })
  return createTestClient(
    (request) => app.fetch(request, { SESSION_SECRET: TEST_SECRET, ...bindings }),
    options,
  )
}
