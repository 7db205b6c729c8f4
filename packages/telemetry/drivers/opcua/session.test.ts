/** Before a secret is given to a server, it is known whose server it is and that nobody reads along. */
import { type EndpointDescription, SecurityPolicy, UserTokenType } from 'node-opcua-client'
import { expect, test } from 'vitest'
import { OpcuaConnection } from '../../connection.ts'
import { approve } from './session.ts'

const OURS = 'a'.repeat(40)
const job = (more: Partial<ReturnType<typeof OpcuaConnection.parse>>) => ({
  sourceCode: 'X',
  dataDir: '',
  points: [],
  connection: OpcuaConnection.parse({
    protocol: 'opcua',
    endpointUrl: 'opc.tcp://plant',
    securityMode: 'SignAndEncrypt',
    securityPolicy: 'Basic256Sha256',
    ...more,
  }),
})
const endpoint = (channel: SecurityPolicy, password: string | null, thumbprint: string | null = OURS) => ({
  thumbprint,
  description: {
    securityPolicyUri: channel,
    userIdentityTokens: [{ tokenType: UserTokenType.UserName, securityPolicyUri: password }],
  } as EndpointDescription,
})
const fault = (run: () => void): string | null => {
  try {
    run()
    return null
  } catch (error) {
    return (error as { fault: string }).fault
  }
}
const { None, Basic256Sha256 } = SecurityPolicy
const unprotected = { securityMode: 'None', securityPolicy: 'None' } as const

test.each([
  ['a certificate that was approved', { serverThumbprint: OURS }, endpoint(Basic256Sha256, null), null],
  ['another certificate', { serverThumbprint: OURS }, endpoint(Basic256Sha256, null, 'b'.repeat(40)), 'server_untrusted'],
  ['a certificate that nobody approved', {}, endpoint(Basic256Sha256, null), 'server_untrusted'],
  ['no certificate', { serverThumbprint: OURS }, endpoint(Basic256Sha256, null, null), 'server_untrusted'],
  ['no security, nothing to hide', unprotected, endpoint(None, None, null), null],
  ['a password in the clear', { ...unprotected, userName: 'u' }, endpoint(None, None), 'security_not_offered'],
  ['a password in the clear by default', { ...unprotected, userName: 'u' }, endpoint(None, null), 'security_not_offered'],
  [
    'a password encrypted for a server nobody approved',
    { ...unprotected, userName: 'u' },
    endpoint(None, Basic256Sha256),
    'server_untrusted',
  ],
  [
    'a password encrypted for an approved server',
    { ...unprotected, userName: 'u', serverThumbprint: OURS },
    endpoint(None, Basic256Sha256),
    null,
  ],
  [
    'a password in a channel that is signed, not hidden',
    { securityMode: 'Sign' as const, userName: 'u', serverThumbprint: OURS },
    endpoint(Basic256Sha256, None),
    'security_not_offered',
  ],
  ['a password within an encrypted channel', { userName: 'u', serverThumbprint: OURS }, endpoint(Basic256Sha256, None), null],
])('%s', (_, connection, offered, expected) => {
  expect(fault(() => approve(job(connection), offered))).toBe(expected)
})
