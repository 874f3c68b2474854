import { itsmContract } from './contract.ts'
import { farOfMemory } from './memory.ts'

itsmContract('A system in memory', async () => farOfMemory())
// What it lacks is refused, and left as it is here.
itsmContract('A system that holds little', async () =>
  farOfMemory({
    ...{ states: ['new', 'in-progress', 'on-hold', 'resolved', 'closed', 'cancelled'] },
    ...{ urgency: false, impact: false, category: false, files: false },
  }),
)
