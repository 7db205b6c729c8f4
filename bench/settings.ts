/** How long and how often, from the command line: `--short` for a quick look, `--runs=n` and `--seconds=n` to choose. */
const given = (name: string): number | null => {
  const found = process.argv.find((argument) => argument.startsWith(`--${name}=`))
  return found ? Number(found.slice(name.length + 3)) : null
}
export const isShort = process.argv.includes('--short')
export const runsOf = (usual: number): number => given('runs') ?? usual
export const secondsOf = (usual: number, short: number): number => given('seconds') ?? (isShort ? short : usual)
