/**
 * `pnpm bench:signing`: what signing and sealing 150 bytes cost beside the native calls that nobody can do without,
 * with a ready key. Both take turns: the ratio is the median over the rounds, the times are those of the fastest round.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

import { measure } from 'mitata'

import { createKeyRing, createSealer, createSigner } from '../src/index.ts'

const ROUNDS = 41
const BRIEF = { min_cpu_time: 8e6 } // nanoseconds
const NOW = 1_700_000_000_000
const VALUE = 'x'.repeat(150)
const CONTEXT = '__Host-session'

const key = createSecretKey(randomBytes(32))
const keys = createKeyRing([randomBytes(32)])
const signer = createSigner(keys, { purpose: 'bench' })
const sealer = createSealer(keys, { purpose: 'bench' })
const options = { now: NOW, context: CONTEXT }

const [signed, sealed] = [signer.sign(VALUE, options), sealer.seal(VALUE, options)]
const [nativeSigned, nativeSealed] = [nativeSign(VALUE), nativeSeal(VALUE)]

const PAIRS = [
  ['sign', () => signer.sign(VALUE, options), 'createHmac', () => nativeSign(VALUE), 1.3],
  [
    'unsign',
    () => signer.unsign(signed, options),
    'createHmac, timingSafeEqual',
    () => nativeUnsign(nativeSigned),
    1.3,
  ],
  ['seal', () => sealer.seal(VALUE, options), 'AES-256-GCM', () => nativeSeal(VALUE), 3],
  [
    'unseal',
    () => sealer.unseal(sealed, options),
    'AES-256-GCM',
    () => nativeUnseal(nativeSealed),
    3,
  ],
] as const

console.log(`\n${runtimeName()}, ${VALUE.length} bytes, nanoseconds`)
for (const [name, ours, nativeName, native, limit] of PAIRS) {
  const rounds = await takeTurns(ours, native)
  const [us, them] = [rounds.map((round) => round.us), rounds.map((round) => round.them)]
  const ratio = median(rounds.map((round) => round.us / round.them))
  const times = `${best(us).padStart(7)}   ${nativeName} ${best(them)}`
  console.log(`${name.padEnd(7)} ${times}   ${ratio.toFixed(2)} × (limit ${limit})`)
}

async function takeTurns(ours: () => unknown, native: () => unknown) {
  const rounds: { us: number; them: number }[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const us = (await measure(ours, BRIEF)).p50
    rounds.push({ us, them: (await measure(native, BRIEF)).p50 })
  }
  return rounds
}

function best(times: readonly number[]): string {
  return Math.min(...times).toFixed(0)
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN
}

/** The least that a signed token with a time needs. */
function nativeSign(value: string): string {
  const payload = Buffer.from(value, 'utf8').toString('base64url')
  const body = `1.${NOW.toString(36)}.${payload}.`
  return body + createHmac('sha256', key).update(body, 'utf8').digest('base64url')
}

function nativeUnsign(token: string): string | null {
  const end = token.lastIndexOf('.') + 1
  const body = token.slice(0, end)
  const expected = createHmac('sha256', key).update(body, 'utf8').digest()
  if (!timingSafeEqual(expected, Buffer.from(token.slice(end), 'base64url'))) return null
  const [, time = '', payload = ''] = token.split('.')
  if (Number.parseInt(time, 36) > NOW) return null
  return Buffer.from(payload, 'base64url').toString('utf8')
}

/** AES-256-GCM as it is mostly used: 12 random bytes, the ciphertext and the tag, in base64url. */
function nativeSeal(value: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const box = [nonce, cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]
  return Buffer.concat(box).toString('base64url')
}

function nativeUnseal(token: string): string {
  const bytes = Buffer.from(token, 'base64url')
  const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
  cipher.setAuthTag(bytes.subarray(-16))
  return Buffer.concat([cipher.update(bytes.subarray(12, -16)), cipher.final()]).toString('utf8')
}

function runtimeName(): string {
  const { bun, deno, node } = process.versions
  if (bun !== undefined) return `Bun ${bun}`
  return deno === undefined ? `Node ${node}` : `Deno ${deno}`
}
