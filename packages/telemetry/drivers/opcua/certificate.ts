/** Our own certificate (客户端证书) towards OPC UA servers, made once per installation, and the rule by which a server's is trusted: only the one that a person has approved. */
import { createHash, X509Certificate } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { crypto_utils, type OPCUAClientOptions, StatusCodes } from 'node-opcua-client'

export interface OwnCertificate {
  certificateFile: string
  privateKeyFile: string
  applicationUri: string
}

const VALID_DAYS = 3650 // default, not from a standard
const KEY_BITS = 2048 // OPC 10000-7, Basic256Sha256: 2048 to 4096

const making = new Map<string, Promise<OwnCertificate>>()

/** Below `<dataDir>/pki/opcua`; the key is readable by its owner only. Remove both files to get new ones; then every server has to approve us anew. */
export function ownCertificate(dataDir: string): Promise<OwnCertificate> {
  const known = making.get(dataDir) ?? make(join(dataDir, 'pki', 'opcua'))
  making.set(dataDir, known)
  known.catch(() => making.delete(dataDir))
  return known
}

async function make(dir: string): Promise<OwnCertificate> {
  const certificateFile = join(dir, 'certificate.pem')
  const privateKeyFile = join(dir, 'private-key.pem')
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const kept = await readFile(certificateFile, 'utf8').catch(() => null)
  if (kept !== null) return { certificateFile, privateKeyFile, applicationUri: applicationUriOf(kept) }
  const applicationUri = `urn:${hostname()}:anyuan`
  const { privateKey } = await crypto_utils.generateKeyPair(KEY_BITS)
  const { cert } = await crypto_utils.createSelfSignedCertificate({
    privateKey,
    subject: `CN=Anyuan@${hostname()}`,
    applicationUri,
    dns: [hostname()],
    validity: VALID_DAYS,
    purpose: crypto_utils.CertificatePurpose.ForApplication,
  })
  const { privPem } = await crypto_utils.privateKeyToPEM(privateKey)
  await rm(privateKeyFile, { force: true })
  await writeFile(privateKeyFile, privPem, { mode: 0o600 })
  // the certificate last, whole or not at all: it says that the key is there
  await writeFile(`${certificateFile}.new`, cert)
  await rename(`${certificateFile}.new`, certificateFile)
  return { certificateFile, privateKeyFile, applicationUri }
}

/** A server compares the URI in the certificate with the one we give; the machine may have been renamed since. */
const applicationUriOf = (pem: string): string => /URI:([^,]+)/.exec(new X509Certificate(pem).subjectAltName ?? '')?.[1]?.trim() ?? ''

/** SHA-1, hexadecimal, of the first certificate of a chain, as every OPC UA tool shows it. */
export function thumbprintOf(chain: Buffer | Buffer[]): string {
  const leaf = Array.isArray(chain) ? chain[0] : crypto_utils.split_der(chain)[0]
  return createHash('sha1').update(leaf!).digest('hex')
}

type Store = Exclude<OPCUAClientOptions['clientCertificateManager'], undefined>

/** Trusts one certificate, whoever signed it and even when it has expired: a person has compared it. Null trusts none. */
export function trustOnly(thumbprint: string | null): Store {
  const trusted = (certificate: Buffer | Buffer[]) => thumbprint !== null && thumbprintOf(certificate) === thumbprint
  const status = async (certificate: Buffer | Buffer[]) => (trusted(certificate) ? StatusCodes.Good : StatusCodes.BadCertificateUntrusted)
  const nothing = async () => {}
  return {
    referenceCounter: 0,
    initialize: nothing,
    dispose: nothing,
    checkCertificate: status,
    getTrustStatus: status,
    verifyCertificate: async (certificate: Buffer | Buffer[]) => (trusted(certificate) ? 'Good' : 'BadCertificateUntrusted'),
    trustCertificate: nothing,
    rejectCertificate: nothing,
    addIssuer: nothing,
    addRevocationList: nothing,
  }
}
