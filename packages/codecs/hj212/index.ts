/** HJ 212 (污染物在线监控系统数据传输标准): bytes of a TCP stream → frames → messages → values, and back. */
export { CHECKSUMS, type Checksum, checksumKind, checksumOf, printedChecksum } from './crc.ts'
export { addressOf, carriesData, dataTimeOf, epochMsOf, type FactorValue, factorValues, qualityOfFlag, stampOf } from './data.ts'
export { FACTORS, type Factor } from './factors.ts'
export * from './facts.ts'
export { encodeFrame, type Framed, Framer, MOST_SEGMENT_BYTES } from './frame.ts'
export { answerTo, type Flag, type Group, type Message, parseSegment, writeSegment } from './segment.ts'
