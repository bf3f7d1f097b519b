/** What inflating gave: bytes; `payload` when it is no zlib data, `too-long` beyond the cap. */
export type Inflated = Uint8Array | 'payload' | 'too-long'
