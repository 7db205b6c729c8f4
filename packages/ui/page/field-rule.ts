/** A form field is checked by the contract's own schema, and says in the language of the screen what is wrong. */
import type { FormRule } from 'antd'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'

interface Issue {
  code: string
  origin?: string
  minimum?: unknown
  maximum?: unknown
  inclusive?: boolean
  expected?: string
}
/** What of a zod schema is needed; the kit itself does not depend on zod. */
export interface FieldSchema {
  safeParse: (value: unknown) => { success: boolean; error?: { issues: readonly object[] } }
}
const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (typeof value === 'string' && value.trim() === '')

/** The word and its parameters for what is wrong with `value`; null when the schema takes it. An empty field is fine where null or nothing is. */
export function fieldProblem(schema: FieldSchema, value: unknown): { key: string; params: Record<string, unknown> } | null {
  if (isEmpty(value) && (schema.safeParse(null).success || schema.safeParse(undefined).success)) return null
  const result = schema.safeParse(value)
  if (result.success) return null
  if (isEmpty(value)) return { key: 'ui.field.required', params: {} }
  const issue = result.error?.issues[0] as Issue | undefined
  switch (issue?.code) {
    case 'too_small': {
      const long = issue.origin === 'string' || issue.origin === 'array'
      const key = long ? `ui.field.short.${issue.origin}` : issue.inclusive ? 'ui.field.small' : 'ui.field.small_or_equal'
      return { key, params: { limit: issue.minimum } }
    }
    case 'too_big': {
      const long = issue.origin === 'string' || issue.origin === 'array'
      const key = long ? `ui.field.long.${issue.origin}` : issue.inclusive ? 'ui.field.big' : 'ui.field.big_or_equal'
      return { key, params: { limit: issue.maximum } }
    }
    case 'invalid_type':
      return { key: issue.expected === 'int' ? 'ui.field.integer' : 'ui.field.required', params: {} }
    default:
      return { key: 'ui.field.form', params: {} }
  }
}

/** `rules={[rule(NewTag.shape.code, t('assets.tag.code.form'))]}`: `form` says what the pattern asks for. */
export function useFieldRule(): (schema: FieldSchema, form?: string) => FormRule {
  const { t } = useTranslation()
  return useCallback(
    (schema, form) => ({
      validator: async (_rule, value: unknown) => {
        const problem = fieldProblem(schema, value)
        if (problem) throw new Error(problem.key === 'ui.field.form' && form ? form : t(problem.key, problem.params))
      },
    }),
    [t],
  )
}

/** What an emptied text field means to the server: nothing. */
export const orNull = (text: string | null | undefined): string | null => (text == null || text.trim() === '' ? null : text.trim())
