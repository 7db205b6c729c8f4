/** What a person chose on this screen (theme, columns, folded menu), kept by the browser. A browser without storage simply forgets. */
const PREFIX = 'anyuan.'

export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key)
  } catch {
    return null
  }
}
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + key, value)
  } catch {
    // private window or full storage: the choice lasts as long as the page
  }
}
