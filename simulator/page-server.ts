import type { Teams } from './teams.ts'

export function servePage(_teams: Teams, _language: string): void {}
