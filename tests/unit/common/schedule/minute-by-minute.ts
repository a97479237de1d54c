/**
 * Fire times by the definition and nothing else: a zone is walked minute by minute, as if somebody
 * sat before the clock. Shares no code with the product; offsets come from Intl.
 */

const MINUTE = 60_000

/** What the clock on the wall showed in each real minute of a stretch of time. */
export interface WalkedZone {
  readonly from: number
  /** Minutes since 1970 on the wall, for each real minute. */
  readonly wall: Int32Array
}

export function walkZone(zone: string, from: number, to: number): WalkedZone {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    timeZoneName: 'longOffset',
    year: 'numeric',
  })
  const offsetAt = (at: number) => {
    const [, sign, hours, minutes = '0'] =
      /GMT(?:([+-])(\d+):?(\d+)?)?/.exec(format.format(at)) ?? []
    return sign === undefined ? 0 : Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes))
  }
  const wall = new Int32Array((to - from) / MINUTE)
  // Offsets change at quarters of an hour only.
  for (let i = 0, offset = 0; i < wall.length; i++) {
    if (i % 15 === 0) offset = offsetAt(from + i * MINUTE)
    wall[i] = from / MINUTE + i + offset
  }
  return { from, wall }
}

interface Wanted {
  /** For each minute since midnight. */
  readonly isTimeOfDay: Uint8Array
  readonly isEveryHour: boolean
  isDay(day: number): boolean
}

/** The times in that stretch at which somebody before the clock would start the task. */
export function fireTimes(cron: string, { from, wall }: WalkedZone): number[] {
  const wanted = read(cron)
  const matches = (minute: number) => {
    const rest = minute % 1440
    return wanted.isTimeOfDay[rest] === 1 && wanted.isDay((minute - rest) / 1440)
  }
  const times: number[] = []
  // Furthest the wall clock has been; a minute behind it is shown for the second time.
  let furthest = (wall[0] ?? 0) - 1
  for (let i = 0; i < wall.length; i++) {
    const now = wall[i] as number
    // A whole day without a change of the clock, and not one of ours, needs no watching.
    const isWholeDay = now % 1440 === 0 && now === furthest + 1 && wall[i + 1439] === now + 1439
    if (isWholeDay && !wanted.isDay(now / 1440)) {
      furthest = now + 1439
      i += 1439
      continue
    }
    let fires = false
    if (wanted.isEveryHour) fires = matches(now)
    // Whatever is reached or passed over for the first time, all at once.
    else for (let at = furthest + 1; at <= now && !fires; at++) fires = matches(at)
    if (now > furthest) furthest = now
    if (fires) times.push(from + i * MINUTE)
  }
  return times
}

function read(cron: string): Wanted {
  const [minute = '', hour = '', dom = '', month = '', dow = ''] = cron.toLowerCase().split(' ')
  const months = flags(month, 1, 12, 'jan feb mar apr may jun jul aug sep oct nov dec', 1)
  const weekdays = flags(dow, 0, 7, 'sun mon tue wed thu fri sat', 0)
  if (weekdays[7] === 1) weekdays[0] = 1
  const doms = flags(dom, 1, 31)
  const [minutes, hours] = [flags(minute, 0, 59), flags(hour, 0, 23)]
  const isFull = (set: Uint8Array, low: number, high: number) =>
    set.subarray(low, high + 1).every((flag) => flag === 1)
  const isEither = !isFull(doms, 1, 31) && !isFull(weekdays, 0, 6)
  return {
    isTimeOfDay: Uint8Array.from({ length: 1440 }, (_, at) =>
      minutes[at % 60] === 1 && hours[Math.floor(at / 60)] === 1 ? 1 : 0,
    ),
    isEveryHour: isFull(hours, 0, 23),
    isDay: remembered((day) => {
      const date = new Date(day * 86_400_000)
      if (months[date.getUTCMonth() + 1] !== 1) return false
      const [a, b] = [doms[date.getUTCDate()] === 1, weekdays[date.getUTCDay()] === 1]
      return isEither ? a || b : a && b
    }),
  }
}

/** The same answers, with those about the last thousands of days at hand. */
function remembered(isDay: (day: number) => boolean): (day: number) => boolean {
  const known = new Uint8Array(1 << 15)
  return (day) => {
    if (known[day] === 0) known[day] = isDay(day) ? 1 : 2
    return known[day] === 1
  }
}

function flags(text: string, min: number, max: number, names = '', first = 0): Uint8Array {
  const set = new Uint8Array(max + 1)
  const number = (name: string) => String(names.split(' ').indexOf(name) + first)
  for (const item of text.replace(/[a-z]{3}/g, number).split(',')) {
    const [, from = '', to, step] = /^(\*|\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(item) ?? []
    const low = from === '*' ? min : Number(from)
    const high = to !== undefined ? Number(to) : from === '*' || step !== undefined ? max : low
    for (let value = low; value <= high; value++) {
      if ((value - low) % Number(step ?? 1) === 0) set[value] = 1
    }
  }
  return set
}
