import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { archiveContract } from './contract.suite.ts'
import { openArchive } from './open.ts'

archiveContract('the archive on chDB', () => {
  const dir = mkdtempSync(join(tmpdir(), 'anyuan-archive-'))
  return {
    open: (options) => openArchive({ dir, ...options }),
    clear: async () => rmSync(dir, { recursive: true, force: true }),
  }
})
