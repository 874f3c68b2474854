import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Another state of this project, built: measured beside ours in the same rounds. */
export interface Checkout {
  readonly ref: string
  /** Where it lies; its programs are in `dist`. */
  readonly root: string
  remove(): void
}

/** Builds a commit in a work tree of its own. What it needs is taken from ours where its lock file is the same. */
export function checkOut(ref: string, say: (line: string) => void): Checkout {
  const root = join(mkdtempSync(join(tmpdir(), 'desk-against-')), 'tree')
  const git = (...words: readonly string[]) => execFileSync('git', words, { stdio: ['ignore', 'ignore', 'inherit'] })
  say(`building ${ref}`)
  git('worktree', 'add', '--detach', root, ref)
  const lock = (folder: string) => readFileSync(join(folder, 'package-lock.json'), 'utf8')
  if (existsSync('node_modules') && lock(root) === lock('.'))
    symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'))
  else execFileSync('npm', ['ci', '--silent'], { cwd: root, stdio: 'inherit' })
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' })
  return {
    ref,
    root,
    remove() {
      git('worktree', 'remove', '--force', root)
      rmSync(join(root, '..'), { recursive: true, force: true })
    },
  }
}

/** A module of that checkout, as it is built. */
export async function moduleOf<Module>({ root }: Checkout, path: string): Promise<Module> {
  return (await import(join(root, 'dist', path))) as Module
}
