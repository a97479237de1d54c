import { describe, expect, it } from 'vitest'
import { programErrors, whyUnusable } from '@common/rsync/program-check'
import {
  isAtLeast,
  parseVersionJson,
  parseVersionText,
  type RsyncProgram,
} from '@common/rsync/rsync-program'
import { moduleSettings, sshSettings } from '../../builders'

/** Written after the documented format of each release; only 3.5.0 was at hand to be asked. */
const V313 = `rsync  version 3.1.3  protocol version 31
Copyright (C) 1996-2018 by Andrew Tridgell, Wayne Davison, and others.
Web site: http://rsync.samba.org/
Capabilities:
    64-bit files, 64-bit inums, 64-bit timestamps, 64-bit long ints,
    socketpairs, hardlinks, symlinks, IPv6, batchfiles, inplace,
    append, ACLs, xattrs, iconv, symtimes, prealloc

rsync comes with ABSOLUTELY NO WARRANTY.
`
const V269 = `rsync  version 2.6.9  protocol version 29
Copyright (C) 1996-2006 by Andrew Tridgell, Wayne Davison, and others.
<http://rsync.samba.org/>
Capabilities: 64-bit files, socketpairs, hard links, symlinks, batchfiles,
              inplace, IPv6, 64-bit system inums, 64-bit internal inums
`
const V327 = `rsync  version 3.2.7  protocol version 31
Capabilities:
    64-bit files, 64-bit inums, 64-bit timestamps, 64-bit long ints,
    socketpairs, symlinks, symtimes, hardlinks, hardlink-specials,
    hardlink-symlinks, IPv6, atimes, batchfiles, inplace, append, no ACLs,
    no xattrs, optional secluded-args, iconv, prealloc, stop-at, no crtimes
Optimizations:
    SIMD-roll, no asm-roll, openssl-crypto, no asm-MD5
Checksum list:
    xxh128 xxh3 xxh64 (xxhash) md5 md4 sha1 none
Compress list:
    zlibx zlib none
Daemon auth list:
    sha512 sha256 sha1 md5 md4
`
const OPEN = `openrsync: protocol version 29
rsync version 2.6.9 compatible
`
const JSON_350 = `{ "program": "rsync", "version": "3.5.0", "protocol": "32.0",
  "capabilities": { "ACLs": true, "xattrs": true, "secluded_args": "optional", "crtimes": false },
  "compress_list": ["zstd", "lz4", "zlibx", "zlib", "none"] }`

const of = (text: string): RsyncProgram => {
  const program = parseVersionText(text)
  if (!program) throw new Error('not recognised')
  return program
}

describe('what rsync says of itself', () => {
  it.each([
    ['3.1.3', V313, { kind: 'rsync', version: '3.1.3', protocol: 31, compressions: null }],
    ['2.6.9', V269, { kind: 'rsync', version: '2.6.9', protocol: 29, compressions: null }],
    ['3.2.7', V327, { version: '3.2.7', compressions: ['zlibx', 'zlib', 'none'] }],
    ['openrsync', OPEN, { kind: 'openrsync', version: '2.6.9', protocol: 29 }],
    ['v3.4.0pre1', 'rsync  version v3.4.0pre1  protocol version 32\n', { version: '3.4.0pre1' }],
  ])('is read from the text of %s', (_name, text, expected) => {
    expect(parseVersionText(text)).toMatchObject(expected)
  })

  it('is read from JSON', () => {
    expect(parseVersionJson(JSON_350)).toEqual({
      ...{ kind: 'rsync', version: '3.5.0', protocol: 32 },
      capabilities: ['ACLs', 'xattrs', 'secluded_args'],
      compressions: ['zstd', 'lz4', 'zlibx', 'zlib', 'none'],
    })
  })

  it('tells what is built in from what is not', () => {
    expect(of(V313).capabilities).toContain('xattrs')
    expect(of(V327).capabilities).toContain('secluded_args')
    expect(of(V327).capabilities).not.toContain('xattrs')
  })

  it.each([
    '',
    'GNU bash, version 5.2',
    '{"program":"other"}',
    'rsync: unknown option',
    '[]',
    'null',
  ])('is nothing when %j answers', (text) =>
    expect([parseVersionText(text), parseVersionJson(text)]).toEqual([null, null]),
  )

  it.each([
    ['3.2.7', '3.2.4', true],
    ['3.10.0', '3.9.9', true],
    ['3.1.3', '3.2.0', false],
    ['3.2', '3.2.0', true],
    ['3.4.0pre1', '3.4.0', true],
    ['2.6.9', '3.1.1', false],
  ])('%s is at least %s: %s', (version, wanted, expected) => {
    expect(isAtLeast(version, wanted)).toBe(expected)
  })
})

describe('a task and the rsync it is to run with', () => {
  it('cannot come together with openrsync or a very old one, in words', () => {
    expect(whyUnusable(of(OPEN))).toMatch(/^This is openrsync/)
    expect(whyUnusable(of(V269))).toMatch(/^rsync 2\.6\.9 is too old/)
    expect(whyUnusable(of(V313))).toBeNull()
  })

  it('is told on the field what is not built in', () => {
    const task = moduleSettings({
      preserveAttr: true,
      extra: ['--compress-choice=zstd', '-vA', '--mkpath'],
    })
    expect(programErrors(task, of(V327)).map(({ field }) => field)).toEqual([
      'preserveAttr',
      'extra[0]',
      'extra[1]',
    ])
    expect(programErrors(task, of(V313))).toEqual([
      {
        field: 'extra[0]',
        message: '--compress-choice needs rsync 3.2.0; this computer has 3.1.3',
      },
      { field: 'extra[2]', message: '--mkpath needs rsync 3.2.3; this computer has 3.1.3' },
    ])
    const current = parseVersionJson(JSON_350)
    expect(current && programErrors(task, current)).toEqual([])
  })

  it.each([
    [{ remotePath: '/b --delete' }, '--no-s'],
    [{ remotePath: '/b;touch x' }, '-v --no-protect-args'],
    [{}, "--no-s --suffix='x --delete'"],
    [{ path: '/srv/x;y' }, '--no-s'],
    [{ path: '/srv/R&D' }, '--no-s'],
  ])('leaves no word to the remote shell: %j, %s', (settings, line) => {
    const task = sshSettings({ ...settings, extra: [line] })
    const [error, ...more] = programErrors(task, of(V313))
    expect(error?.message).toMatch(
      /^--no-\S+ has the remote shell read (Remote Path and values|the name)/,
    )
    expect([error?.field, more]).toEqual(['extra[0]', []])
    expect(programErrors(sshSettings({ ...settings, extra: [`${line} -s`] }), of(V313))).toEqual([])
    const current = parseVersionJson(JSON_350)
    expect(current && programErrors(task, current)).toEqual([])
  })

  it('takes --no-s where the remote shell has nothing to read', () => {
    expect(programErrors(sshSettings({ extra: ['--no-s --suffix=.x'] }), of(V313))).toEqual([])
  })
})
