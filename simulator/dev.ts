import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { watch } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The demo, built and started anew whenever a source file changes. What does not compile is said, and the last demo stays. */
const SOURCES = ['bot', 'cards', 'services', 'manifest', 'simulator']
const PAUSE_MS = 300
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

let demo: ChildProcess | undefined
let timer: NodeJS.Timeout | undefined

function restart(): void {
  const built = spawnSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' })
  if (built.status !== 0) return
  const start = () => {
    demo = spawn(process.execPath, ['dist/simulator/demo.js', ...process.argv.slice(2)], {
      cwd: ROOT,
      stdio: 'inherit',
    })
  }
  if (demo === undefined || demo.exitCode !== null) {
    start()
    return
  }
  demo.once('exit', start)
  demo.kill('SIGTERM')
}

for (const folder of SOURCES) {
  watch(`${ROOT}${folder}`, { recursive: true }, () => {
    clearTimeout(timer)
    timer = setTimeout(restart, PAUSE_MS)
  })
}
process.once('SIGINT', () => {
  demo?.kill('SIGTERM')
  process.exit(0)
})
restart()
