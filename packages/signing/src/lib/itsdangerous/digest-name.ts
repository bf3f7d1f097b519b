/** The hash functions of FIPS 180-4 that itsdangerous is used with. */
export type DigestName = 'sha1' | 'sha256' | 'sha512'
