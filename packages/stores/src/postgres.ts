export {
  createPostgresStore,
  type PostgresStore,
  type PostgresStoreOptions,
} from './lib/postgres-store.ts'
export type { NodePostgresClient, PostgresClient, PostgresJsClient } from './lib/postgres-client.ts'
export { postgresSchema } from './lib/postgres-schema.ts'
