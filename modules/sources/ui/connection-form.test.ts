/** The form of a connection, and what is sent of it. */
import { expect, test } from 'vitest'
import { defaultFields, draftOf, fieldsOfConnection } from './connection-form.ts'

test('a new connection begins with the defaults of the contract', () => {
  expect(defaultFields('modbus')).toEqual({ port: 502, unitId: 1, pollIntervalMs: 1000, timeoutMs: 2000 })
  expect(defaultFields('opcua')).toMatchObject({ securityMode: 'SignAndEncrypt', samplingIntervalMs: 1000 })
  expect(defaultFields('mqtt')).toEqual({})
})
test('nothing is sent while a needed field is empty', () => {
  expect(draftOf('modbus', defaultFields('modbus'))).toBeNull()
  expect(draftOf('modbus', { ...defaultFields('modbus'), host: '10.0.0.7', port: null })).toMatchObject({ host: '10.0.0.7', port: 502 })
})
test('a password that is not typed is left as it was; without a user there is none', () => {
  const shown = {
    protocol: 'opcua',
    endpointUrl: 'opc.tcp://10.0.0.9:4840',
    securityMode: 'None',
    securityPolicy: 'None',
    serverThumbprint: null,
    userName: 'reader',
    samplingIntervalMs: 1000,
    hasPassword: true,
  } as const
  const fields = fieldsOfConnection(shown)
  expect(draftOf('opcua', fields)).not.toHaveProperty('password')
  expect(draftOf('opcua', { ...fields, password: 'new' })).toMatchObject({ password: 'new' })
  expect(draftOf('opcua', { ...fields, userName: '' })).toMatchObject({ userName: null, password: null })
})
