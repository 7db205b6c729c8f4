/** From an address to a session (会话): reach the server, agree on security, sign in. Each step fails with its own word. */
import {
  type ClientSession,
  type EndpointDescription,
  LogLevel,
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  setLogLevel,
  UserTokenType,
} from 'node-opcua-client'
import { CannotConnect, type FetchJob } from '../../collect/fetcher.ts'
import type { ConnectionOf } from '../../connection.ts'
import { ownCertificate, thumbprintOf, trustOnly } from './certificate.ts'

setLogLevel(LogLevel.Emergency) // what goes wrong is told as the state of the source

export type OpcuaJob = FetchJob<ConnectionOf<'opcua'>>

export interface Endpoint {
  description: EndpointDescription
  /** Null where the server shows no certificate. */
  thumbprint: string | null
}

const TRANSACTION_MS = 10_000 // default, not from a standard
const SESSION_MS = 60_000 // default, not from a standard: so long the server keeps our session while the line is broken
const ALIVE_MS = 5000 // default, not from a standard
const DISCONNECT_MS = 3000 // default, not from a standard

const ONCE = { initialDelay: 100, maxDelay: 1000, maxRetry: 0 }
/** After the first success the library mends the connection itself, session and subscription included. */
const MENDING = { initialDelay: 500, maxDelay: 15_000, maxRetry: 1 } // default, not from a standard; with 0 the library would never mend

const messageOf = (error: unknown): string => (error instanceof Error ? error.message.split('\n')[0]! : String(error))

/** Asks the server what it offers. @throws CannotConnect: unreachable, not_this_protocol, security_not_offered */
export async function discover({ connection, dataDir }: OpcuaJob, signal: AbortSignal): Promise<Endpoint> {
  const client = OPCUAClient.create({
    applicationName: 'Anyuan',
    ...(await ownCertificate(dataDir)),
    clientCertificateManager: trustOnly(null),
    endpointMustExist: false,
    connectionStrategy: ONCE,
    transportTimeout: TRANSACTION_MS,
    defaultTransactionTimeout: TRANSACTION_MS,
  })
  const close = closer(client, signal)
  try {
    const endpoints = await reach(connection.endpointUrl, async () => {
      await client.connect(connection.endpointUrl)
      return client.getEndpoints()
    })
    const description = endpoints.find(
      ({ securityMode, securityPolicyUri }) =>
        securityMode === MessageSecurityMode[connection.securityMode] && securityPolicyUri === SecurityPolicy[connection.securityPolicy],
    )
    if (!description) {
      const offered = endpoints.map(
        ({ securityMode, securityPolicyUri }) => `${MessageSecurityMode[securityMode]} ${securityPolicyUri?.split('#')[1] ?? ''}`,
      )
      throw new CannotConnect('security_not_offered', `offered: ${[...new Set(offered)].join(', ')}`)
    }
    const certificate = description.serverCertificate
    return { description, thumbprint: certificate?.length ? thumbprintOf(certificate) : null }
  } finally {
    await close()
  }
}

async function reach<T>(url: string, dial: () => Promise<T>): Promise<T> {
  try {
    return await dial()
  } catch (error) {
    const message = messageOf(error)
    const foreign = /BadTcp|invalid message|Invalid message|HEL|expecting|decode/i.test(message)
    throw new CannotConnect(foreign ? 'not_this_protocol' : 'unreachable', `${url}: ${message}`)
  }
}

/** @throws CannotConnect: server_untrusted unless the certificate is the approved one. With `None` and no password nothing is protected, and nothing is checked. */
export function approve({ connection }: OpcuaJob, { description, thumbprint }: Endpoint): void {
  const { securityMode, userName, serverThumbprint } = connection
  if (userName !== null && securityMode !== 'SignAndEncrypt' && sendsPlainPassword(description))
    throw new CannotConnect('security_not_offered', 'the server would have the password sent in the clear')
  if (securityMode === 'None' && userName === null) return
  if (thumbprint === null || thumbprint !== serverThumbprint)
    throw new CannotConnect('server_untrusted', `the server shows ${thumbprint ?? 'no certificate'}`)
}

function sendsPlainPassword({ userIdentityTokens, securityPolicyUri }: EndpointDescription): boolean {
  const policies = (userIdentityTokens ?? []).filter(({ tokenType }) => tokenType === UserTokenType.UserName)
  return policies.length > 0 && policies.every((policy) => (policy.securityPolicyUri || securityPolicyUri) === SecurityPolicy.None)
}

export interface OpenChannel {
  client: OPCUAClient
  /** @throws CannotConnect: sign_in_refused */
  signIn(): Promise<ClientSession>
  close(): Promise<void>
}

/** Opens the secure channel. @throws CannotConnect: unreachable, client_untrusted */
export async function openChannel({ connection, dataDir }: OpcuaJob, endpoint: Endpoint, signal: AbortSignal): Promise<OpenChannel> {
  const { endpointUrl, securityMode, securityPolicy, serverThumbprint, userName, password } = connection
  const client = OPCUAClient.create({
    applicationName: 'Anyuan',
    ...(await ownCertificate(dataDir)),
    clientCertificateManager: trustOnly(serverThumbprint),
    ...(securityMode === 'None' ? {} : { serverCertificate: endpoint.description.serverCertificate }),
    securityMode: MessageSecurityMode[securityMode],
    securityPolicy: SecurityPolicy[securityPolicy],
    endpointMustExist: false, // behind a translated address a server names itself otherwise
    connectionStrategy: MENDING,
    keepSessionAlive: true,
    keepAliveInterval: ALIVE_MS,
    requestedSessionTimeout: SESSION_MS,
    transportTimeout: TRANSACTION_MS,
    defaultTransactionTimeout: TRANSACTION_MS,
  })
  const close = closer(client, signal)
  try {
    await client.connect(endpointUrl)
  } catch (error) {
    await close()
    const message = messageOf(error)
    // the discovery just went well: who hangs up now does not like our certificate
    throw new CannotConnect(securityMode === 'None' ? 'unreachable' : 'client_untrusted', message)
  }
  return {
    client,
    close,
    async signIn() {
      try {
        if (userName === null) return await client.createSession()
        return await client.createSession({ type: UserTokenType.UserName, userName, password: password ?? '' })
      } catch (error) {
        await close()
        const message = messageOf(error)
        const refused = /Identity|UserAccess|user token policy/i.test(message)
        throw new CannotConnect(refused ? 'sign_in_refused' : 'unreachable', message)
      }
    },
  }
}

/** Disconnects once, at the latest when the signal is raised, and does not wait for a server that is gone. */
function closer(client: OPCUAClient, signal: AbortSignal): () => Promise<void> {
  let closing: Promise<void> | null = null
  const close = (): Promise<void> => {
    signal.removeEventListener('abort', close)
    closing ??= Promise.race([
      client.disconnect().catch(() => {}),
      new Promise<void>((resolve) => {
        setTimeout(resolve, DISCONNECT_MS).unref()
      }),
    ])
    return closing
  }
  signal.addEventListener('abort', close)
  if (signal.aborted) void close()
  return close
}
