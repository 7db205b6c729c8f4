/** What may be typed as a formula, for the tests and the nights: nonsense, and conditions as a person might write them. */
import fc from 'fast-check'

const pieces = [
  '{A}',
  '{B}',
  '{',
  '}',
  '(',
  ')',
  '+',
  '-',
  '*',
  '/',
  '<',
  '>=',
  '==',
  '!',
  '&&',
  '||',
  ',',
  ' ',
  '1',
  '.5',
  '1e9',
  'abs',
  'votes',
  'if',
  'sum',
  '.',
  '"',
  '[',
  '$',
  '?',
  'this',
  'constructor',
  '__proto__',
  'toString',
  '罐',
]
/** Anything at all, and the pieces of formulas in any order. */
export const typed = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((it) => it.join('')),
)
/** What a tag may say at its worst. */
export const number = fc.oneof(fc.constantFrom(0, -1, 1, Number.NaN, Infinity, -Infinity, 1e308, 5e-324), fc.double())

/** Formulas of conditions over three tags, as a person might write them. */
export const condition: fc.Arbitrary<string> = fc.letrec<{ number: string; truth: string }>((tie) => ({
  number: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('{A}', '{B}', '{C}', '1', '2.5'),
    fc.tuple(tie('number'), fc.constantFrom('+', '-', '*', '/'), tie('number')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(fc.constantFrom('max', 'min', 'sum', 'mean'), tie('number'), tie('number')).map(([f, a, b]) => `${f}(${a}, ${b})`),
    tie('number').map((a) => `abs(${a})`),
    fc.tuple(tie('truth'), tie('number'), tie('number')).map(([c, a, b]) => `if(${c}, ${a}, ${b})`),
    fc.tuple(tie('truth'), tie('truth')).map(([a, b]) => `count(${a}, ${b})`),
  ),
  truth: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.tuple(tie('number'), fc.constantFrom('<', '<=', '>', '>=', '==', '!='), tie('number')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie('truth'), fc.constantFrom('&&', '||'), tie('truth')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie('truth').map((a) => `!${a}`),
    fc.tuple(fc.integer({ min: 1, max: 3 }), tie('truth'), tie('truth'), tie('truth')).map(([n, ...of]) => `votes(${n}, ${of.join(', ')})`),
  ),
})).truth
