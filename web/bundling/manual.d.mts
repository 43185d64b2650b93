export interface Chapter { name: string; title: string; roles: string[]; text: string }
export function chapters(): Chapter[]
export function written(text: string, pictures: Record<string, string>, below?: number): string
