import { randomBytes } from 'node:crypto'
import { startSite } from './site.ts'

const { PORT = '3000', SECRET_KEY = randomBytes(32).toString('hex') } = process.env
const { origin } = await startSite(SECRET_KEY, Number(PORT))
console.log(`Flask and Costrel: ${origin}`)
