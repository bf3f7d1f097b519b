import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A Python with the real Flask. */
export interface Flask {
  /** Such as `2.2.2`; null where that Python has none. */
  readonly version: string | null
  /** The path of the Python. */
  readonly python: string
  /** The name of its tests. */
  readonly name: string
  /** Why they cannot run, if so. */
  readonly skip: string | false
}

/**
 * Debian's Flask, installed or not, and every other version that a `python3` on the path has.
 *
 * @param path folders as in the variable `PATH`, which is the default
 * @param debian the Python for which Debian installs packages. Default: `/usr/bin/python3`
 */
export function findFlasks(
  path: string = process.env['PATH'] ?? '',
  debian = '/usr/bin/python3',
): readonly [Flask, ...Flask[]] {
  const first = probe(debian)
  const pythons = path.split(delimiter).map((folder) => join(folder, 'python3'))
  const found = pythons.filter((python) => existsSync(python)).map(probe)
  const others = new Map(found.map((flask) => [flask.version, flask]))
  others.delete(null)
  others.delete(first.version)
  return [first, ...others.values()]
}

function probe(path: string): Flask {
  const { status, stdout } = spawnSync(path, ['-c', PROBE], { encoding: 'utf8' })
  if (status !== 0) {
    const skip = `${path} cannot import flask (Debian: apt-get install python3-flask)`
    return { version: null, python: path, name: `Flask of ${path}`, skip }
  }
  // what stands behind a shim, so that no shim has to run again
  const [version = '', python = path] = stdout.split('\n')
  return { version, python, name: `Flask ${version} of ${python}`, skip: false }
}

const PROBE =
  'import flask, sys; from importlib.metadata import version; print(version("flask")); print(sys.executable)'
