/** Runs the suite as a process on Node, Bun or Deno, and prints the results as one line of JSON. */
import { runConformance } from './conformance.ts'

console.log(JSON.stringify(await runConformance()))
