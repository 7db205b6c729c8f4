/** The topic tree: `anyuan/v1/<source>/samples`. The source in the topic must be the one that signed in. */
const PATTERN = /^anyuan\/v1\/([A-Za-z0-9][A-Za-z0-9_-]{1,63})\/samples$/

export const SAMPLE_TOPICS = 'anyuan/v1/+/samples'
export const topicOf = (sourceCode: string): string => `anyuan/v1/${sourceCode}/samples`
/** @returns the source's code, or null for a topic outside the tree. */
export const sourceOfTopic = (topic: string): string | null => PATTERN.exec(topic)?.[1] ?? null
