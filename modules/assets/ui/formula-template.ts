/** Formulas that are asked for often, made of tag codes. Pure. */

/** How far two tags that measure the same are apart (偏差), in their unit. */
export const deviationFormula = (one: string, other: string): string => `abs({${one}} - {${other}})`
/** 1 when at least `votes` of the tags are at the threshold or above (k 取 n 表决). */
export const votingFormula = (votes: number, codes: readonly string[], threshold: number): string =>
  `votes(${votes}, ${codes.map((code) => `{${code}} >= ${threshold}`).join(', ')})`
