/** The batches of the kill test, the same in every process. They cross midnight, hold late samples, samples sent again, and doubles. */
import { dice, NOON, type Row } from './expected.testsupport.ts'

export const START = NOON - 13 * 3_600_000 // eleven in the evening
const TAGS = 40

export function killBatch(number: number): Row[] {
  const random = dice(1000 + number)
  const rows: Row[] = []
  for (let second = 0; second < 600; second += 5) {
    for (let tag = 1; tag <= TAGS; tag++) {
      rows.push({
        tag,
        time: START + (number * 600 + second) * 1000,
        value: Math.round(random() * 10_000) / 100,
        quality: random() < 0.02 ? 2 : 0,
      })
    }
  }
  if (number > 0) {
    rows.push(
      ...killBatch(number - 1)
        .slice(0, 300)
        .map((row) => ({ ...row, historical: true })),
    ) // sent again
    for (let i = 0; i < 300; i++)
      rows.push({
        tag: 1 + Math.floor(random() * TAGS),
        time: START + Math.floor(random() * number * 600_000),
        value: 500 + i,
        historical: true,
      }) // late
    rows.push(...rows.slice(0, 50)) // twice in one batch
  }
  return rows
}
