/** The facts of GB/T 50493-2019 and of the substances it is applied to, each with where it comes from and how sure that is. */
import ruleFile from './rules.json' with { type: 'json' }
import substanceFile from './substances.json' with { type: 'json' }

export type Confidence = 'high' | 'medium' | 'low'
export interface Fact {
  confidence: Confidence
  provenance: readonly string[]
}

/** A number of the standard: at least `min`, at most `max`, in `unit`. `isRecommendation`: 宜, not 应. */
export interface Rule extends Fact {
  id: string
  clause: string
  topic: string
  min: number | null
  max: number | null
  unit: string | null
  isRecommendation: boolean
}

/** Occupational exposure limits (职业接触限值) of GBZ 2.1, in mg/m³. */
export interface ExposureLimits extends Fact {
  macMgPerCubicMetre: number | null
  pcTwaMgPerCubicMetre: number | null
  pcStelMgPerCubicMetre: number | null
  note: string | null
}
export interface GasSubstance {
  cas: string
  nameZh: string
  nameEn: string
  molarMassGramsPerMol: number
  /** Null: GBZ 2.1 lists none, or none was found. */
  oel: ExposureLimits | null
  /** Immediately dangerous to life or health (NIOSH). */
  idlh: (Fact & { value: number; unit: 'ppm' | 'mg/m3'; note: string | null }) | null
  lel: (Fact & { volPercent: number }) | null
}

function confidenceOf(text: string): Confidence {
  if (text === 'high' || text === 'medium' || text === 'low') return text
  throw new Error(`no such confidence: ${text}`)
}
const factOf = (fact: { confidence: string; provenance: string[] }): Fact => ({
  confidence: confidenceOf(fact.confidence),
  provenance: fact.provenance,
})

export const EDITION = { standard: ruleFile.standard, titleZh: ruleFile.titleZh, effective: ruleFile.effective } as const

const sources: Readonly<Record<string, string>> = ruleFile.sources
const rules = new Map<string, Rule>(
  ruleFile.rules.map((rule) => [rule.id, { ...rule, ...factOf(rule), provenance: rule.provenance.map((mark) => sources[mark] ?? mark) }]),
)

/** A rule by its id in `rules.json`. */
export function ruleOf(id: string): Rule {
  const rule = rules.get(id)
  if (!rule) throw new Error(`no such rule: ${id}`)
  return rule
}

/** The greatest value that a rule allows. */
export function maxOf(rule: Rule): number {
  if (rule.max === null) throw new Error(`rule ${rule.id} has no greatest value`)
  return rule.max
}
/** The least value that a rule allows. */
export function minOf(rule: Rule): number {
  if (rule.min === null) throw new Error(`rule ${rule.id} has no least value`)
  return rule.min
}

const substances = new Map<string, GasSubstance>(
  substanceFile.substances.flatMap(({ otherCas, ...row }) => {
    const substance: GasSubstance = {
      ...row,
      oel: row.oel && { ...row.oel, ...factOf(row.oel) },
      idlh: row.idlh && { ...row.idlh, ...factOf(row.idlh), unit: row.idlh.unit === 'ppm' ? 'ppm' : 'mg/m3' },
      lel: row.lel && { ...row.lel, ...factOf(row.lel) },
    }
    return [row.cas, ...otherCas].map((cas) => [cas, substance] as const)
  }),
)

/** What is known of a substance, by CAS number; undefined for one that is not in the data. */
export const gasSubstance = (cas: string): GasSubstance | undefined => substances.get(cas)
/** Every substance of the data, once. */
export const gasSubstances = (): GasSubstance[] => [...new Set(substances.values())]

const ORDER: readonly Confidence[] = ['low', 'medium', 'high']
/** A conclusion is as sure as its weakest fact. */
export const weakest = (...facts: readonly Fact[]): Fact => ({
  confidence: ORDER.find((level) => facts.some((fact) => fact.confidence === level)) ?? 'low',
  provenance: [...new Set(facts.flatMap((fact) => fact.provenance))],
})
