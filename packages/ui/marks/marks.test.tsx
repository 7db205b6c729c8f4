// @vitest-environment jsdom
/** A level is told by shape, letter and word, never by colour alone; a data state never looks like an alarm. */
import { SEVERITIES } from '@anyuan/kernel'
import { cleanup, render, screen } from '@testing-library/react'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { afterEach, beforeAll, expect, test } from 'vitest'
import zh from '../locales/zh.json' with { type: 'json' }
import { tokens } from '../theme/tokens.ts'
import { QualityMark, qualityName } from './quality.tsx'
import { SEVERITY_PATH, SEVERITY_TOKEN, SeverityCount, SeverityMark } from './severity.tsx'

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: 'zh', resources: { zh: { translation: zh } }, keySeparator: false, nsSeparator: false })
})
afterEach(cleanup)

test('the four levels have four shapes, four letters and four words', () => {
  expect(new Set(Object.values(SEVERITY_PATH)).size).toBe(4)
  for (const severity of SEVERITIES) render(<SeverityMark severity={severity} />)
  for (const words of ['红色', '橙色', '黄色', '蓝色', 'I', 'II', 'III', 'IV']) expect(screen.getByText(words)).toBeTruthy()
})
test('a mark that shows only its shape still has its word for a screen reader', () => {
  render(<SeverityMark severity={1} show="shape" />)
  expect(screen.getByText('红色').className).toBe('visually-hidden')
})
test('only what is unacknowledged pulses', () => {
  const { container } = render(
    <>
      <SeverityMark severity={2} unacknowledged />
      <SeverityMark severity={3} />
    </>,
  )
  expect(container.querySelectorAll('.severity-unacknowledged')).toHaveLength(1)
  expect(container.querySelector('.severity-3')?.className).not.toContain('unacknowledged')
})
test('a level without alarms is grey', () => {
  const { container } = render(<SeverityCount severity={1} count={0} />)
  expect(container.querySelector('.severity-1')).toBeNull()
  expect(container.querySelector('.severity-none')?.textContent).toContain('0')
})
test('good data has no mark; every other state has one with its word, in grey', () => {
  const { container } = render(<QualityMark state={0} />)
  expect(container.textContent).toBe('')
  for (const [code, word] of [
    [1, '存疑'],
    [2, '无效'],
    [3, '陈旧'],
    [4, '停用'],
  ] as const) {
    cleanup()
    const shown = render(<QualityMark state={code} />).container
    expect(shown.textContent).toBe(word)
    expect(shown.querySelector('[class*="severity"]')).toBeNull()
  }
})
test('a quality that nobody knows is bad, not good', () => expect(qualityName(99)).toBe('bad'))

const luminance = (hex: string): number => {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}
const contrast = (a: string, b: string): number => {
  const [dark, bright] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (bright! + 0.05) / (dark! + 0.05)
}
test.each(['light', 'dark'] as const)('words stand out 4.5 to 1 from card and page in the %s theme', (theme) => {
  const colour = tokens[theme]
  const words = ['text', 'dim', 'faint', 'accent', ...SEVERITIES.map((severity) => `${SEVERITY_TOKEN[severity]}-ink` as const)] as const
  for (const word of words)
    for (const ground of ['card', 'page'] as const)
      expect([word, ground, contrast(colour[word], colour[ground]) >= 4.5]).toEqual([word, ground, true])
})
