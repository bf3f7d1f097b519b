/**
 * `pnpm bench`: every peer, the same work. Writes `results.json`, `RESULTS.md` and `chart.svg`, prints the tables.
 * `pnpm bench --smoke`: about a minute, no files; exit code 1 when a ratio is beyond its wide margin.
 */
import { bench } from './bench.ts'
import { readSettings } from './settings.ts'
import { smoke } from './smoke.ts'

const settings = readSettings(process.argv.slice(2))
if (settings.smoke) process.exitCode = (await smoke(settings)) ? 0 : 1
else await bench(settings)
