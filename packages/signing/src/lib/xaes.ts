import { createBlockCipher, decryptGcm, encryptGcm } from '#primitives'

/** Authenticated encryption with nonces long enough to be drawn at random. */
export interface Aead {
  /** The ciphertext and a tag of 16 bytes, under a nonce of 24 bytes that is used once. */
  encrypt(nonce: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array
  /** The plaintext, or `null` when key, nonce, ciphertext, tag or additional data differ. */
  decrypt(nonce: Uint8Array, box: Uint8Array, aad: Uint8Array): Uint8Array | null
}

/** How many bytes a nonce has. */
export const NONCE_LENGTH = 24

/** How many bytes the tag adds to a plaintext. */
export const TAG_LENGTH = 16

/**
 * Makes XAES-256-GCM (https://c2sp.org/XAES-256-GCM) of a key of 32 bytes: AES-256-GCM whose key is derived from ours
 * and the first half of the nonce. With random nonces 2⁸⁰ messages collide with a probability of 2⁻³².
 */
export function createXaes(key: Uint8Array): Aead {
  const deriveKey = createKeyDerivation(key)
  return {
    encrypt: (nonce, plaintext, aad) =>
      encryptGcm(deriveKey(nonce), nonce.subarray(12), plaintext, aad),
    decrypt: (nonce, box, aad) => decryptGcm(deriveKey(nonce), nonce.subarray(12), box, aad),
  }
}

/** Steps 1 to 5 of the specification; the first two need the key alone. */
function createKeyDerivation(key: Uint8Array): (nonce: Uint8Array) => Uint8Array {
  const encryptBlocks = createBlockCipher(key)
  const k1 = double(encryptBlocks(new Uint8Array(BLOCK)))
  // M1 and M2 of steps 3 and 4, their counters 1 and 2, with K1 and without the nonce
  const constant = Uint8Array.of(...xor(k1, [0, 1, 0x58, 0]), ...xor(k1, [0, 2, 0x58, 0]))
  return (nonce) => {
    const blocks = constant.slice()
    for (let at = 0; at < 12; at += 1) {
      const byte = nonce[at] ?? 0
      blocks[at + 4] = byte ^ (blocks[at + 4] ?? 0)
      blocks[at + BLOCK + 4] = byte ^ (blocks[at + BLOCK + 4] ?? 0)
    }
    return encryptBlocks(blocks)
  }
}

const BLOCK = 16

/** A block shifted left by one bit and reduced, as for the subkey of CMAC (NIST SP 800-38B §6.1). */
function double(block: Uint8Array): Uint8Array {
  const shifted = block.map((byte, at) => (byte << 1) | ((block[at + 1] ?? 0) >> 7))
  const reduction = (block[0] ?? 0) >> 7 === 1 ? 0b10000111 : 0
  return shifted.map((byte, at) => (at === BLOCK - 1 ? byte ^ reduction : byte))
}

function xor(block: Uint8Array, first: readonly number[]): Uint8Array {
  return block.map((byte, at) => byte ^ (first[at] ?? 0))
}
