import { randomBytes } from 'node:crypto'
import { startSite } from './site.ts'

const { PORT = '3000', SECRET_KEY = randomBytes(32).toString('hex') } = process.env
try {
  const { origin } = await startSite(SECRET_KEY, Number(PORT))
  console.log(`Flask and Costrel on ${origin}`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
