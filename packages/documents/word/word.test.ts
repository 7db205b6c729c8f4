/** A report in Word, read back from the file itself. */
import JSZip from 'jszip'
import { expect, test } from 'vitest'
import { wordFile } from './word.ts'

const MADE_AT = Date.parse('2026-11-30T16:00:00Z')
const file = async () =>
  JSZip.loadAsync(
    await wordFile({
      title: '报警绩效月报',
      subtitle: '示例园区 2026 年 11 月',
      madeAt: MADE_AT,
      words: { madeAt: '生成时间', page: '第', of: '页，共' },
      blocks: [
        { kind: 'heading', level: 1, text: '总体' },
        { kind: 'figures', figures: [{ label: '报警数', value: '128', unit: '条', note: '每席位每 10 分钟 0.9 条' }] },
        {
          kind: 'table',
          columns: [
            { heading: '测点', share: 3 },
            { heading: '次数', numeric: true },
          ],
          rows: Array.from({ length: 80 }, (_, i) => [`TI-${i}`, String(i)]),
          none: '没有',
        },
        { kind: 'table', columns: [{ heading: '测点' }], rows: [], none: '本月没有频繁报警。' },
      ],
    }),
  )
const part = async (name: string) => (await file()).file(name)!.async('string')

test('the header of a table returns on every page, and no row is torn between two', async () => {
  const body = await part('word/document.xml')
  expect(body.match(/<w:tblHeader/g)).toHaveLength(1)
  expect(body.match(/<w:cantSplit/g)!.length).toBeGreaterThan(80)
})
test('what there is none of is said in words, not drawn as an empty table', async () => {
  expect(await part('word/document.xml')).toContain('本月没有频繁报警。')
})
test('the footer says when it was made, in Beijing time, and which page of how many', async () => {
  const footer = await part('word/footer1.xml')
  expect(footer).toContain('生成时间 2026-12-01 00:00:00')
  expect(footer).toMatch(/PAGE[\s\S]*NUMPAGES/)
})
test('Chinese has a font of its own', async () => {
  expect(await part('word/document.xml')).toContain('w:eastAsia="Microsoft YaHei"')
})
