/** `node sizes/import-time.ts <specifier>`: milliseconds until a package is there, from source. Prints a number. */
const start = performance.now()
await import(process.argv[2] ?? '@costrel/session')
process.stdout.write(`${performance.now() - start}\n`)
