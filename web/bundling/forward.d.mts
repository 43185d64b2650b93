import type { IncomingMessage, ServerResponse } from 'node:http'

export const API: string
export function forward(request: IncomingMessage, response: ServerResponse, documents: string): Promise<void>
