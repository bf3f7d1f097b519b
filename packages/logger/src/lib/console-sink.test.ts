import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, test } from 'node:test'
import { consoleSink } from '../index.ts'

const INDEX = new URL('../index.ts', import.meta.url).href

interface Written {
  stdout: string
  stderr: string
}

/** Runs a module that has `createLogger` and `consoleSink`, with pipes instead of a terminal. */
function run(code: string, env: Record<string, string> = {}): Written {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...moduleOf(code)], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '', ...env },
  })
  assert.equal(status, 0, stderr)
  return { stdout, stderr }
}

/** Colours as `<32>`. */
function showColors(text: string): string {
  return text.replaceAll('\u001b[', '<').replace(/(<\d+)m/g, '$1>')
}

function moduleOf(code: string): string[] {
  const imports = `import { createLogger, consoleSink } from ${JSON.stringify(INDEX)}\n`
  return ['--input-type=module', '--eval', imports + code]
}

describe('without a terminal', () => {
  test('lines are JSON, errors and warnings on the stream for them', () => {
    const { stdout, stderr } = run(
      "const log = createLogger(); log.info('%s in', 'ada', { id: 1 }); log.warning('w'); log.critical('c')",
    )
    assert.equal(stdout.split('\n').length, 2)
    const { time, ...line } = JSON.parse(stdout)
    assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000)
    assert.deepEqual(line, {
      level: 'info',
      levelNumber: 20,
      name: 'app',
      message: 'ada in',
      template: '%s in',
      args: ['ada'],
      fields: { id: 1 },
    })
    const levels = stderr
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text).level)
    assert.deepEqual(levels, ['warning', 'critical'])
  })

  test('the console does not format what is formatted', () => {
    const { stdout } = run(
      "createLogger({ sink: consoleSink({ format: 'pretty' }) }).info('%%s %d %o')",
    )
    assert.match(stdout, / INFO in app: %%s %d %o\n$/)
  })

  test('options win over what is detected', () => {
    const { stdout } = run(
      "createLogger({ sink: consoleSink({ format: 'pretty', color: true }) }).info('hello')",
      { NO_COLOR: '1' },
    )
    assert.match(showColors(stdout), /^\[\d{4}-.+Z\] <32>INFO<0> in app: hello\n$/)
    const plain = run("createLogger({ sink: consoleSink({ format: 'pretty' }) }).info('hello')")
    assert.match(plain.stdout, /^\[\d{4}-.+Z\] INFO in app: hello\n$/)
  })
})

const python = spawnSync('python3', ['-c', 'import pty'])
const skip = python.status === 0 ? false : 'python3, which makes a terminal, is not installed'

describe('on a terminal', { skip }, () => {
  const code = "createLogger({ name: 'shop' }).error('failed', new Error('boom'), { id: 1 })"

  test('lines are for people, and coloured', () => {
    const text = runOnTerminal(code)
    assert.match(
      showColors(text),
      /^\[\d{4}-.+Z\] <31>ERROR<0> in shop: failed id=1 \| Error: boom \| at /,
    )
    assert.equal(text.trim().split('\n').length, 1)
  })

  test('NO_COLOR takes the colour away', () => {
    assert.match(runOnTerminal(code, '1'), /^\[\d{4}-.+Z\] ERROR in shop: failed id=1/)
  })
})

function runOnTerminal(code: string, noColor = ''): string {
  const script = 'import pty, sys; pty.spawn(sys.argv[1:])'
  const { stdout } = spawnSync('python3', ['-c', script, process.execPath, ...moduleOf(code)], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: noColor },
    input: '',
  })
  return stdout
}

describe('for Workers', () => {
  test('the entry of the bundle writes objects with escaped texts', () => {
    const index = new URL('../index.ts', import.meta.url).href
    const code = `import { createLogger } from ${JSON.stringify(index)}
      console.info = (given) => process.stdout.write(JSON.stringify([typeof given, given.message, given.fields]))
      createLogger().info('%s in', 'a\\nb', { id: 1 })`
    const { stdout } = spawnSync(
      process.execPath,
      ['--conditions=workerd', '--input-type=module', '--eval', code],
      { encoding: 'utf8' },
    )
    assert.deepEqual(JSON.parse(stdout), ['object', String.raw`a\nb in`, { id: 1 }])
  })

  test('a bundle that was not made for them detects them', () => {
    const { stdout } = run(
      `Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Cloudflare-Workers' } })
      console.info = (given) => process.stdout.write(typeof given)
      createLogger().info('hello')`,
    )
    assert.equal(stdout, 'object')
  })
})

test('a format that is none is refused', () => {
  assert.throws(() => consoleSink({ format: JSON.parse('"xml"') }), RangeError)
})
