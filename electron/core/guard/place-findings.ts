import { posix } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import {
  deletes,
  deletesUnsent,
  leavesOut,
  removesSource,
  staysOnOneDisk,
} from '@common/guard/deletes'
import {
  destinationOf,
  isHomeFolder,
  localSource,
  type Destination,
  type FarSide,
} from '@common/guard/destination'
import type { Finding } from '@common/guard/finding'
import {
  comparedFolder,
  folderOfParts,
  optionPlaces,
  optionsBehindModule,
  type OptionRisk,
} from '@common/guard/option-places'
import { say, type Sentence } from '@common/i18n/say'
import { leavesOutFolder } from '@common/rsync/left-out'
import { readParameters } from '@common/rsync/parameters'
import type { TaskSettings } from '@common/task/task'
import type { AskAs, Patience } from '../files/ask'
import { foundIn, isInside, pathsOf, readMounts, type Mount } from '../system/mounts'
import { areSame, endsOf, hostOf, isTurnedRound, type Ends } from './ends'
import type { OwnData } from './own-data'
import { isSameDisk, placeOf, realPathOf, type Place, type PlaceAnswer } from './place'
import { finding, identityFindings, tidied } from './place-identity'
import { nameInTransfer } from './transfer-root'
import type { Disk } from './inner-disks'
import { optionsOf, type Remembered } from './place-memory'

export interface PlaceQuestion {
  readonly task: TaskSettings
  /** Source and destination as rsync gets them. */
  readonly operands: readonly string[]
  readonly far: FarSide
  readonly own: Pick<OwnData, 'holds'>
  /** Of the task's user. */
  readonly home: string
  /** How it was when the task last succeeded. */
  readonly remembered: Remembered | null
  /** Finds the home folders of the users of this computer; asked only where something is deleted. */
  readonly homes: () => Promise<readonly string[]>
  readonly patience?: Patience
}

export interface PlaceReport {
  readonly findings: readonly Finding[]
  /**
   * The local folder, or the place where the run would make it. Where nobody may look, the place that
   * was known before; null for none.
   */
  readonly place: Place | null
  /** What there is to be asked about the shape of the task, whether or not it was before. */
  readonly asked: readonly string[]
  /** Whether the other side is this computer, too. */
  readonly isFarHere: boolean
  /** How the folder is asked for again. */
  readonly asUser: AskAs | undefined
}

/**
 * Looks at the folders of a task before a run: whether they are the ones that are meant.
 * @throws NoAnswer, or the reason of `patience.stop`
 */
export async function lookAtPlaces(question: PlaceQuestion): Promise<PlaceReport> {
  const { task, remembered } = question
  const answer = withDisksOf(task, await placeOf(task.path, question.patience))
  const known = remembered?.place ? withConcerned(task, remembered.place) : null
  const isKnown = known !== null && tidied(known.path) === tidied(task.path)
  const place = answer.kind !== 'unknown' ? answer.place : isKnown ? known : null
  const { operands } = question
  const [before, now] = [
    remembered && (await ends(question, remembered.operands, remembered.place)),
    await ends(question, operands, place),
  ]
  const isSame = before !== null && areSame(before, now)
  const isSameTask =
    isSame &&
    remembered?.deletes === deletes(task) &&
    isDeepStrictEqual(remembered.extra, optionsOf(task))
  const shape = await shapeFindings(question)
  // Links and mounts may lead elsewhere by now, and then there is something else to be asked about.
  const wasAsked = ({ message }: Finding) =>
    isSameTask && remembered.asked?.includes(message) !== false
  const findings = [
    ...(await identityFindings(task, answer, known, question.patience)),
    // Whoever ran it so before has been asked and does mean it.
    ...shape.filter((one) => !(one.canRunAnyway && wasAsked(one))),
    ...(isSameTask ? [] : await dangerFindings(question, answer)),
    ...reversedFindings(operands, before, now),
  ]
  const { far, patience } = question
  const asked = shape.filter(({ canRunAnyway }) => canRunAnyway).map(({ message }) => message)
  return { findings, place, asked, isFarHere: far.isHere, asUser: patience?.asUser }
}

function ends(
  { operands: current, far, patience }: PlaceQuestion,
  operands: readonly string[],
  place: Place | null,
): Promise<Ends> {
  const host = current.map(hostOf).find((name) => name !== '') ?? ''
  return endsOf({ operands, place, far, host, patience })
}

/**
 * With `--one-file-system` rsync does not go into the disks of the source, so they are no concern of
 * the task. But where one is not mounted, it goes into the empty folder, and deletes over there.
 */
function withDisksOf(task: TaskSettings, answer: PlaceAnswer): PlaceAnswer {
  if (answer.kind !== 'there') return answer
  const isConcerned = task.direction === 'PULL' || deletes(task) || !staysOnOneDisk(task)
  const place = isConcerned ? withConcerned(task, answer.place) : { ...answer.place, disks: null }
  return { kind: 'there', place }
}

/** Nor are disks that the rules of the task leave out for sure. */
function withConcerned(task: TaskSettings, place: Place): Place {
  const reading = readParameters(task.extra)
  const isConcerned = ({ mountPoint }: Disk) =>
    !leavesOutFolder(reading, nameInTransfer(task, place.realPath, mountPoint))
  return { ...place, disks: place.disks?.filter(isConcerned) ?? null }
}

/** Asked again where a dry run has taken its time: its disk may be gone, or its link turned, by now. */
export async function goneFindings(
  task: TaskSettings,
  place: Place | null,
  patience?: Patience,
): Promise<Finding[]> {
  if (place === null) return []
  const { path } = task
  const isMounted = await isSameDisk(place, patience)
  if (isMounted && (await realPathOf(path, patience)) === place.realPath) return []
  const found = isMounted
    ? finding(task, 'other-device', say('guard.turnedBefore', { path }))
    : finding(task, 'not-mounted', say('guard.goneBefore', { path }))
  return [{ ...found, canRunAnyway: false }]
}

type ShapeQuestion = Pick<PlaceQuestion, 'task' | 'far' | 'own' | 'home' | 'patience'>

/**
 * What no run can make right: a destination that is all there is, or folders in each other. Also
 * asked when a task is saved. A filter may leave the inner folder out, and then a look will do.
 */
export async function shapeFindings(question: ShapeQuestion): Promise<Finding[]> {
  const { path } = question.task
  if (await question.own.holds(path, question.patience)) {
    const message = say('guard.appFolder', { path })
    return [{ kind: 'app-folder', message, field: 'path', canRunAnyway: false }]
  }
  const mounts = (await readMounts()) ?? []
  const options = await optionFindings(question, mounts)
  const ends = await endsFindings(question, mounts)
  const used = options.length > 0 ? options : usedFolders(question.task)
  return [...ends, ...patternFindings(question.task), ...used]
}

/** The other side reads the name of a destination as a pattern first (measured, 3.5.0). */
function patternFindings({ direction, mode, remotePath, remoteModule }: TaskSettings): Finding[] {
  const field = mode === 'SSH' ? 'remotePath' : 'remoteModule'
  const path = mode === 'SSH' ? remotePath : (remoteModule ?? '')
  if (direction === 'PULL' || !/[*?[]/.test(path)) return []
  const message = say('guard.toPattern', { path })
  return [{ kind: 'destination-pattern', message, field, canRunAnyway: true }]
}

async function endsFindings(
  { task, far, patience }: ShapeQuestion,
  mounts: readonly Mount[],
): Promise<Finding[]> {
  const destination = destinationOf(task, far)
  if (!destination) return []
  const field = task.direction === 'PUSH' ? 'remotePath' : 'path'
  const shown = await realDestination(destination, patience)
  if (allNames(destination, shown, mounts).includes('/') && deletes(task)) {
    const place = say(destination.isHere ? 'guard.thisComputer' : 'guard.remoteHost')
    const message = say('guard.toRoot', { place })
    return [{ kind: 'destination-root', message, field, canRunAnyway: false }]
  }
  const source = destination.isHere ? localSource(task, far) : null
  if (source === null || !shown.startsWith('/')) return []
  const from = await realPathOf(source, patience)
  if (pathsOf(from, mounts).includes(shown)) return [ontoItself(task, shown, field)]
  const canRunAnyway = leavesOut(task)
  const inSource = foundIn(from, shown, mounts)
  if (inSource !== null) {
    const message = say('guard.intoItself', { from, to: inSource })
    return [{ kind: 'destination-inside-source', message, field, canRunAnyway }]
  }
  const inDestination = deletes(task) ? foundIn(shown, from, mounts) : null
  if (inDestination === null) return []
  const message = say('guard.aboveSource', { from: inDestination, to: shown })
  return [{ kind: 'source-inside-destination', message, field, canRunAnyway }]
}

/** Auxiliary parameters that would change the source. */
async function optionFindings(
  { task, far, home, patience }: ShapeQuestion,
  mounts: readonly Mount[],
): Promise<Finding[]> {
  const doubtful = await doubtfulFindings(task, far, patience)
  const places = optionPlaces(task, far, home)
  const source = places.length > 0 ? localSource(task, far) : null
  if (source === null) return doubtful
  const from = await realPathOf(source, patience)
  const found: Finding[] = [...doubtful]
  for (const { option, path, risk } of places) {
    const isIntoSource = foundIn(from, await realPathOf(path, patience), mounts) !== null
    if (!isIntoSource && risk !== 'removes') continue
    const sentence = isIntoSource ? INTO_SOURCE[risk] : 'guard.comparesAndRemoves'
    // As with folders in each other: what is left out of the run may be just that.
    const canRunAnyway = !isIntoSource || risk === 'writes' || leavesOut(task)
    const message = say(sentence, { option, path, from })
    found.push({ kind: 'option-into-source', message, field: 'extra', canRunAnyway })
  }
  return found
}

/** A local folder that is in the destination, links seen through, is none of the source. */
async function doubtfulFindings(
  task: TaskSettings,
  far: FarSide,
  patience: Patience | undefined,
): Promise<Finding[]> {
  const found: Finding[] = []
  for (const { option, path } of optionsBehindModule(task, far)) {
    const isInDestination =
      path !== null &&
      isInside(await realPathOf(path, patience), await realPathOf(task.path, patience))
    if (isInDestination) continue
    found.push(askedAbout('option-into-source', say('guard.maybeIntoSource', { option })))
  }
  return found
}

/** Folders whose files rsync takes away, and lists nothing. */
function usedFolders(task: TaskSettings): Finding[] {
  const [parts, compared] = [folderOfParts(task), comparedFolder(task)]
  const messages = [
    ...(parts === null ? [] : [say('guard.usesFolder', parts)]),
    ...(compared === null ? [] : [say('guard.comparesAway', compared)]),
  ]
  return messages.map((message) => askedAbout('option-uses-folder', message))
}

/** About a folder that an auxiliary parameter names; a person who knows it may let the run pass. */
function askedAbout(kind: Finding['kind'], message: string): Finding {
  return { kind, message, field: 'extra', canRunAnyway: true }
}

const INTO_SOURCE: Readonly<Record<OptionRisk, Sentence>> = {
  overwrites: 'guard.overwritesSource',
  writes: 'guard.writesIntoSource',
  links: 'guard.linksToSource',
  removes: 'guard.comparesWithSource',
}

/** Without an option that removes, those for links and modes change the source all the same. */
function ontoItself(task: TaskSettings, path: string, field: Finding['field']): Finding {
  const isRemoving = removesSource(task) || deletesUnsent(task)
  const message = say(isRemoving ? 'guard.ontoItself' : 'guard.copiesNothing', { path })
  return { kind: 'source-is-destination', message, field, canRunAnyway: true }
}

/** A path that begins at somebody's home folder stays as it is. */
async function realDestination(
  { isHere, path }: Destination,
  patience: Patience | undefined,
): Promise<string> {
  return isHere && path.startsWith('/') ? realPathOf(path, patience) : path
}

/** Places where hardly anyone means to delete what the source does not have. */
async function dangerFindings(question: PlaceQuestion, answer: PlaceAnswer): Promise<Finding[]> {
  const { task, far, patience } = question
  const destination = destinationOf(task, far)
  if (!destination || !deletes(task)) return []
  const field = task.direction === 'PUSH' ? 'remotePath' : 'path'
  const path = await realDestination(destination, patience)
  const names = allNames(destination, path, (await readMounts()) ?? [])
  const isRoot = names.includes('/')
  const isUsersHome = destination.isHere && !isRoot && (await isHomeHere(question, names))
  const typed = destinationOf(task, { ...far, home: null })?.path ?? ''
  const isHome = [typed, ...names].some(isHomeFolder) || isUsersHome
  if (isHome) {
    const message = say('guard.toHome', { path })
    return [{ kind: 'destination-home', message, field, canRunAnyway: true }]
  }
  if (!destination.isHere || path === '/' || !path.startsWith('/')) return []
  const there = task.direction === 'PULL' ? answer : await placeOf(path, patience)
  if (there.kind !== 'there' || there.place.realPath !== there.place.mountPoint) return []
  const message = say('guard.toDriveRoot', { path })
  return [{ kind: 'destination-drive-root', message, field, canRunAnyway: true }]
}

/** By what names a destination is found: as it was typed and, on this computer, by links and mounts. */
function allNames({ isHere, path }: Destination, real: string, mounts: readonly Mount[]): string[] {
  return isHere && real.startsWith('/') ? [path, ...pathsOf(real, mounts)] : [real]
}

/**
 * Whether a folder is a home of this computer, or has them in it. Where `/home` leads to `/var/home`,
 * an account names the one, and the system's dialog gives the other.
 */
async function isHomeHere(
  { home, homes, patience }: PlaceQuestion,
  names: readonly string[],
): Promise<boolean> {
  const all = ['/home', home, ...(await homes())]
  if (all.some((one) => names.includes(one))) return true
  // A home may be on a share that does not answer, so only those are looked up that may be the one.
  const known = new Set(names.map((name) => posix.basename(name)))
  const alike = all.filter((one) => known.has(posix.basename(one)))
  const places = await Promise.all(alike.map((one) => realPathOf(one, patience)))
  return places.some((place) => names.includes(place))
}

/** What was the source until now, with the work of today, would become as its copy is. */
function reversedFindings(operands: readonly string[], before: Ends | null, now: Ends): Finding[] {
  if (before === null || !isTurnedRound(before, now)) return []
  const path = operands.at(-1) ?? ''
  const message = say('guard.reversed', { path })
  return [{ kind: 'direction-reversed', message, field: 'direction', canRunAnyway: true }]
}
