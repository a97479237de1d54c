/** An account that rrsync keeps from everything but rsync in one folder. */
export const restricted = {
  secluded:
    'The account is restricted by rrsync, which does not take -s: add --no-s to Auxiliary Parameters, and uncheck Delay Updates.',
  option:
    'The account is restricted by rrsync, which does not take an option of this task: the log names it.',
  readOnly:
    'The account may only read on the remote host (rrsync -ro): pull, or connect as one that may write.',
  writeOnly:
    'The account may only write on the remote host (rrsync -wo): push, or connect as one that may read.',
  outside:
    'Remote Path leads out of the folder that the account is restricted to (rrsync): name a folder in it.',
  missing:
    'Remote Path does not exist in the folder that the account is restricted to (rrsync): create it there.',
  busy: 'Another run is at work in the folder that the account is restricted to (rrsync).',
  refused: 'The account is restricted by rrsync, which refused the run: the log has its reason.',
  discarded:
    'Files were received and thrown away, because their temporary folder could not be made: uncheck Delay Updates.',
  noSecluded:
    'In its tasks add --no-s to Auxiliary Parameters, and uncheck Delay Updates: rrsync takes neither as this app asks for it.',
  notValidated:
    'The account is restricted to rsync (rrsync), so Remote Path cannot be looked at. Uncheck {validation}.',
}
