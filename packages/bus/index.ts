/** How parts of the house talk: one port; in one process by memory, between processes of one machine by a local socket. */
export { memoryBus } from './memory.ts'
export { type Bus, NobodyAnswers } from './port.ts'
export { hostBus, type JoinedBus, joinBus, socketPath } from './socket.ts'
