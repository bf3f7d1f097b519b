export { createTestClient, type TestClient, type TestClientOptions } from './lib/test-client.ts'
