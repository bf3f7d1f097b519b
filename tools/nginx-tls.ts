import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  ALONE,
  reasonWithoutNginx,
  startNginx,
  TEMPORARY_PATHS,
  type RunningNginx,
} from './nginx.ts'

/** Why there is no nginx with a certificate to test with; `false` when there is one. */
export function reasonWithoutTlsNginx(): string | false {
  if (spawnSync('openssl', ['version']).error) return 'openssl is not installed'
  return reasonWithoutNginx()
}

/**
 * Starts nginx with a certificate of its own, which nobody trusts.
 *
 * @param locations for each port of loopback its `location` block
 */
export function startTlsNginx(locations: ReadonlyMap<number, string>): Promise<RunningNginx> {
  return startNginx(configure(locations), [...locations.keys()], makeCertificate)
}

function configure(locations: ReadonlyMap<number, string>): string {
  const servers = [...locations].map(
    ([port, location]) => `server { listen 127.0.0.1:${port} ssl; ${location} }`,
  )
  return `${ALONE} worker_processes 1; error_log error.log;
events {}
http {
  access_log off; ssl_certificate cert.pem; ssl_certificate_key key.pem;
  ${TEMPORARY_PATHS}
  ${servers.join('\n  ')}
}
`
}

const CERTIFICATE =
  'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost -keyout key.pem -out cert.pem'

function makeCertificate(folder: string): void {
  const made = spawnSync('openssl', CERTIFICATE.split(' '), { cwd: folder })
  assert.equal(made.status, 0, String(made.stderr))
}
