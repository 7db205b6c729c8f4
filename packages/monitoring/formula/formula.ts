/** Formulas (公式) over tags: text in, a closure out, or why not and where. Nothing is ever handed to `eval`. */
import { type Refusal, refuse } from '@anyuan/kernel'
import jsep from 'jsep'
import { certainly, constant, FUNCTIONS, input, OPERATORS, type Part, SIGNS, votes } from './interval.ts'

/** Every no the compiler can say. `position` counts characters from 1. */
export const FORMULA_REFUSALS = {
  'formula.empty': 422,
  'formula.too_long': 422,
  'formula.too_deep': 422,
  'formula.too_many_inputs': 422,
  'formula.no_inputs': 422,
  'formula.syntax': 422,
  'formula.unknown_word': 422,
  'formula.arguments': 422,
  'formula.votes_needed': 422,
} as const
export type FormulaRefusal = keyof typeof FORMULA_REFUSALS

export interface Formula {
  ok: true
  /** Tag codes, each once, in the order of `evaluate`. */
  inputs: string[]
  /** The value, 1 and 0 for true and false; NaN while it cannot be decided. @param values of the inputs, NaN for unknown */
  evaluate(values: Float64Array): number
}

const MOST_CHARACTERS = 1000 // default, not from a standard
const MOST_INPUTS = 64 // default, not from a standard
const MOST_PARENTHESES = 32 // default, not from a standard: within one another
const MOST_DEPTH = 300 // default, not from a standard

type Expression = jsep.CoreExpression
type No = Refusal<FormulaRefusal>

/** Thrown within the compiler alone; the only way out of a recursion with a reason. */
class Unfit extends Error {
  readonly refusal: No
  constructor(refusal: No) {
    super(refusal.code)
    this.refusal = refusal
  }
}
const unfit = (code: FormulaRefusal, params: Record<string, unknown> = {}): never => {
  throw new Unfit(refuse(code, params))
}

/** Tag codes become names of the same length, so that every position stays what it was. */
function rename(text: string): { renamed: string; inputs: string[] } {
  const inputs: string[] = []
  const renamed = text.replace(/\{([^{}]*)\}/g, (whole, inside: string, offset: number) => {
    const code = inside.trim()
    if (code === '') unfit('formula.syntax', { position: offset + 1 })
    let at = inputs.indexOf(code)
    if (at < 0) at = inputs.push(code) - 1
    if (inputs.length > MOST_INPUTS) unfit('formula.too_many_inputs', { position: offset + 1, most: MOST_INPUTS })
    return `$${at.toString(36)}`.padEnd(whole.length)
  })
  return { renamed, inputs }
}

/** Signs that no formula has, and brackets within brackets, before the parser sees them. */
function checkSigns(text: string, renamed: string): void {
  // what is between braces has become a name; a dollar sign beside it was written by somebody
  const strange = /[^\w\s.,()<>=!&|+\-*/$]/.exec(renamed)?.index ?? -1
  const dollar = text.replace(/\{[^{}]*\}/g, (whole) => ' '.repeat(whole.length)).indexOf('$')
  const point = /(?<!\d)\.(?!\d)|[A-Za-z_$)]\s*\.|\.\s*[A-Za-z_$]/.exec(renamed)?.index ?? -1
  const first = [strange, dollar, point].filter((at) => at >= 0)
  if (first.length > 0) unfit('formula.syntax', { position: Math.min(...first) + 1 })
  let depth = 0
  for (let at = 0; at < renamed.length; at++) {
    if (renamed[at] === '(' && ++depth > MOST_PARENTHESES) unfit('formula.too_deep', { position: at + 1 })
    if (renamed[at] === ')') depth -= 1
  }
}

function parse(renamed: string): Expression {
  try {
    return jsep(renamed) as Expression
  } catch (error) {
    const at = error instanceof Error && 'index' in error && typeof error.index === 'number' ? error.index : 0
    return unfit('formula.syntax', { position: Math.min(at, renamed.length) + 1 })
  }
}

class Builder {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }

  build(node: Expression | null | undefined, depth: number): Part {
    if (depth > MOST_DEPTH) return unfit('formula.too_deep', { position: 1 })
    switch (node?.type) {
      case 'Literal':
        if (typeof node.value === 'boolean') return constant(node.value ? 1 : 0)
        return typeof node.value === 'number' && Number.isFinite(node.value) ? constant(node.value) : this.#wrong(node.raw)
      case 'Identifier':
        return node.name.startsWith('$') ? input(Number.parseInt(node.name.slice(1), 36)) : this.#unknown(node.name)
      case 'UnaryExpression': {
        const sign = SIGNS[node.operator]
        return sign ? sign(this.build(node.argument as Expression, depth + 1)) : this.#wrong(node.operator)
      }
      case 'BinaryExpression': {
        const operator = Object.hasOwn(OPERATORS, node.operator) ? OPERATORS[node.operator] : undefined
        if (!operator) return this.#wrong(node.operator)
        return operator(this.build(node.left as Expression, depth + 1), this.build(node.right as Expression, depth + 1))
      }
      case 'CallExpression':
        return this.#call(node, depth)
      default:
        return this.#wrong('')
    }
  }

  #call(node: jsep.CallExpression, depth: number): Part {
    const { callee } = node
    const name = callee.type === 'Identifier' ? String(callee.name) : ''
    const given = node.arguments as Expression[]
    const build = (it: Expression) => this.build(it, depth + 1)
    if (name === 'votes') {
      const [needed, ...voters] = given
      const most = voters.length
      const count = needed?.type === 'Literal' && typeof needed.value === 'number' ? needed.value : Number.NaN
      if (!(Number.isInteger(count) && count >= 1 && count <= most)) unfit('formula.votes_needed', { position: this.#find(name), most })
      return votes(count, voters.map(build))
    }
    const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
    if (!known) return this.#unknown(name)
    if (given.length < known.least || given.length > known.most) {
      return unfit('formula.arguments', { position: this.#find(name), word: name, given: given.length, least: known.least })
    }
    return known.make(given.map(build))
  }

  #find(word: string): number {
    return Math.max(0, this.#text.search(new RegExp(`(?<![\\w$])${word.replace(/[^\w]/g, '\\$&')}`))) + 1
  }
  #unknown(word: string): never {
    return unfit('formula.unknown_word', { position: this.#find(word), word })
  }
  #wrong(sign: string): never {
    return unfit('formula.syntax', { position: sign === '' ? 1 : this.#text.indexOf(sign) + 1 })
  }
}

/**
 * Compiles a formula: tag codes in braces, `+ - * /`, comparisons, `&& || !`, and abs, min, max, mean, sum, count, votes, if.
 * A result is certain as soon as no value of the unknown inputs could change it.
 *
 * @param text as `votes(2, {GD-1} >= 25, {GD-2} >= 25, {GD-3} >= 25)`
 * @returns the compiled formula, or a refusal (see `FORMULA_REFUSALS`) with `position` counted from 1
 */
export function compileFormula(text: string): Formula | No {
  if (text.trim() === '') return refuse('formula.empty', { position: 1 })
  if (text.length > MOST_CHARACTERS) return refuse('formula.too_long', { position: MOST_CHARACTERS + 1, most: MOST_CHARACTERS })
  try {
    const { renamed, inputs } = rename(text)
    checkSigns(text, renamed)
    const part = new Builder(renamed).build(parse(renamed), 0)
    if (inputs.length === 0) return refuse('formula.no_inputs', { position: 1 })
    return { ok: true, inputs, evaluate: (values) => certainly(part, values) }
  } catch (error) {
    if (error instanceof Unfit) return error.refusal
    throw error
  }
}
