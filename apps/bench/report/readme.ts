import type { Results } from './results.ts'
import { toSummary } from './summary.ts'

const BEGIN = '<!-- made by pnpm bench -->\n'
const END = '<!-- until here -->'

/** The README with its figures replaced by those of a run. */
export function updateReadme(readme: string, results: Results): string {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)]
  if (begin === -1 || end < begin) throw new Error('the README has lost its marks')
  const { machine, date, command } = results
  const made = `\n${machine}. ${date}, \`${command}\`.\n\n${toSummary(results)}\n\n`
  return readme.slice(0, begin + BEGIN.length) + made + readme.slice(end)
}
