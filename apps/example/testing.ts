import { createTestClient, type TestClient, type TestClientOptions } from '@costrel/http/testing'
import { createApp, type Bindings } from './app.ts'

/** A good secret for tests: never use it anywhere else. */
export const TEST_SECRET = 'a secret for tests alone, 0123456789'

/** A browser that has the example open. */
export function openExample(
  bindings: Partial<Bindings> = {},
  options: TestClientOptions = {},
): TestClient {
  const app = createApp()
  return createTestClient(
    (request) => app.fetch(request, { SESSION_SECRET: TEST_SECRET, ...bindings }),
    options,
  )
}
