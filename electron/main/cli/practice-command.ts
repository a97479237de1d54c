import type { Command } from './execute'
import { EXIT } from './request'
import { runAndWait } from './run-command'

export const practice: Command = async (engine, { remove, json }, io) => {
  if (remove) {
    const taskId = engine.practice.taskId
    if (taskId !== null) await engine.removal.remove(taskId)
    io.error(
      taskId === null
        ? 'There is no practice task.\n'
        : 'The practice task and its files were removed.\n',
    )
    return EXIT.ok
  }
  const { id, path } = await engine.practice.create()
  io.error(
    `Practice task ${id}: pulls made-up files from a private rsync daemon on this computer into ${path}\n`,
  )
  const code = await runAndWait(engine, id, json, io)
  io.error('The command "practice --remove" removes it with all its files.\n')
  return code
}
