import { startJob, type InputFor, type JobName, type OutputFor } from '../../app/api.ts'
import { showError } from '../../app/errors.tsx'

/** Runs long work to its end, its progress in the status bar; undefined when it failed, which is shown, or was stopped. */
export async function runBulk<N extends JobName>(name: N, input: InputFor<N>): Promise<OutputFor<N> | undefined> {
  try {
    return await startJob(name, input).promise
  } catch (error) {
    showError(error)
    return undefined
  }
}
