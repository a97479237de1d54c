import { exchange } from './exchange'
import { advice } from './advice'
import { app, consent, crash, dataFolder, machine, store, tasks } from './app'
import { backup } from './backup'
import { cli, commands } from './command-line'
import { connectionTest } from './connection-test'
import { credentials, privateKeys, secrets } from './credentials'
import { dialogs, links, notes, states, tray } from './desktop'
import { files } from './files'
import { guard } from './guard'
import { keyImport } from './key-import'
import { menu } from './menu'
import { modulePassword } from './module-password'
import { otherUser } from './other-user'
import { causes, failures, exitCodes } from './outcomes'
import { preview } from './preview'
import { programs } from './programs'
import { restricted } from './restricted'
import { rules } from './rules'
import { runs, skips } from './runs'
import { system } from './system'
import { home, installKey, modules, remotePath, sftp, ssh, sshConfig } from './ssh'

/**
 * Every sentence that main, the engine and the rules they share with the window can say, in
 * English. Another language is another folder of this shape. The words of the window itself are
 * in `renderer/src/i18n`.
 */
export const en = {
  advice,
  app,
  consent,
  crash,
  backup,
  causes,
  failures,
  cli,
  commands,
  connectionTest,
  credentials,
  dataFolder,
  dialogs,
  exchange,
  exitCodes,
  files,
  guard,
  home,
  installKey,
  keyImport,
  links,
  machine,
  menu,
  modulePassword,
  modules,
  notes,
  otherUser,
  preview,
  privateKeys,
  programs,
  remotePath,
  restricted,
  rules,
  runs,
  secrets,
  sftp,
  skips,
  ssh,
  sshConfig,
  states,
  store,
  system,
  tasks,
  tray,
}
