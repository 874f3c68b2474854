import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A program that is measured, in a process of its own. */
export interface Measured {
  readonly url: string
  /** Milliseconds of processor time it has used, in all its threads. */
  cpuMs(): number
  stop(): Promise<void>
}

/** Starts a program of this folder that prints `{"url":…}` when it listens. */
export async function startProgram(file: string, env: Readonly<Record<string, string>>): Promise<Measured> {
  const program = fileURLToPath(new URL(file, import.meta.url))
  const child = spawn(process.execPath, [program], { env: { PATH: process.env['PATH'], ...env }, stdio: 'pipe' })
  const url = await new Promise<string>((resolve, reject) => {
    let said = ''
    createInterface({ input: child.stdout }).once('line', (line) => resolve((JSON.parse(line) as { url: string }).url))
    child.stderr.on('data', (chunk) => {
      said += chunk
    })
    child.once('exit', (code) => reject(new Error(`${file} stopped (${code}): ${said}`)))
  })
  return { url, cpuMs: () => cpuMs(child.pid ?? 0), stop: () => stopped(child) }
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}

const TICK_MS = 10

/** From Linux's own accounts; the process's name, in parentheses, may hold blanks. */
export function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

/** What a process holds in memory now. */
export function memoryMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}
