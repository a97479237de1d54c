import type { Configuration } from 'electron-builder'

/**
 * What is in a package and how it sits in each system; `npm run package` and the release workflow
 * read it. How releases are made: CONTRIBUTING.md.
 */

/** `owner/name` of the repository that publishes: packages carry its address and its owner's. */
const repository = process.env['GITHUB_REPOSITORY']
const owner = repository?.split('/')[0]

/**
 * Every switch that is built into the program. All are named, so that a new one of electron-builder
 * does not compile until somebody has decided about it.
 */
const electronFuses: Required<NonNullable<Configuration['electronFuses']>> = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
  // electron-builder signs after this.
  resetAdHocDarwinSignature: false,
}

/** deb and rpm alike. The scripts are templates of electron-builder, and so is its AppArmor profile. */
const systemPackage = {
  afterInstall: 'build/linux/after-install.sh',
  afterRemove: 'build/linux/after-remove.sh',
}

/** Files that fpm puts beside the app. */
const besideTheApp = [
  'build/linux/org.rsync_tasks.app.metainfo.xml=/usr/share/metainfo/org.rsync_tasks.app.metainfo.xml',
  'build/icons/app.svg=/usr/share/icons/hicolor/scalable/apps/rsync-tasks.svg',
  'LICENSE=/usr/share/doc/rsync-tasks/copyright',
]

const configuration: Configuration = {
  // The app tells Windows the same (electron/main/start-window.ts).
  appId: 'org.rsync-tasks.app',
  productName: 'Rsync Tasks',
  copyright: 'Copyright © 2026 The Rsync Tasks authors',
  directories: { output: 'release', buildResources: 'build' },
  artifactName: 'rsync-tasks-${version}-${os}-${arch}.${ext}',
  extraMetadata: repository ? { homepage: `https://github.com/${repository}` } : {},
  files: [
    'out/{main,preload,renderer}/**',
    'package.json',
    '!**/*.map',
    // ssh2 works without its compiled helpers, and we use it for a first login only.
    '!node_modules/{cpu-features,nan,buildcheck}/**',
    '!node_modules/ssh2/{install.js,util,lib/protocol/crypto/{src,build,binding.gyp}}',
    '!node_modules/**/*.{d.ts,d.cts,d.mts,md,markdown}',
    '!node_modules/**/{test,tests,examples,.github}/**',
  ],
  asar: true,
  npmRebuild: false,
  electronFuses,
  // The app speaks English; Chromium's own words need no more.
  electronLanguages: ['en-US'],
  protocols: [{ name: 'Rsync Tasks', schemes: ['rsync-tasks'] }],
  // Nothing is published and nothing updates itself (CONTRIBUTING.md says why).
  publish: null,

  linux: {
    target: ['AppImage', 'deb', 'rpm'],
    icon: 'build/icons/app',
    executableName: 'rsync-tasks',
    syncDesktopName: true,
    // Beside the program, so that it finds it wherever it was unpacked.
    extraFiles: [{ from: 'build/linux/rsync-tasks.sh', to: 'bin/rsync-tasks' }],
    category: 'Utility;Archiving',
    synopsis: 'Rsync tasks with schedules, logs and a tray icon',
    ...(owner ? { maintainer: `The Rsync Tasks authors <${owner}@users.noreply.github.com>` } : {}),
    desktop: {
      entry: {
        GenericName: 'Backup and file synchronisation',
        Keywords: 'rsync;backup;sync;schedule;TrueNAS;',
      },
    },
  },
  deb: {
    ...systemPackage,
    packageCategory: 'utils',
    // The t64 names are those of Ubuntu 24.04 and Debian 13.
    depends: [
      'libgtk-3-0 | libgtk-3-0t64',
      'libnss3',
      'libasound2 | libasound2t64',
      'libgbm1',
      'libxss1',
      'libxtst6',
      'libatspi2.0-0 | libatspi2.0-0t64',
      'libnotify4',
      'libsecret-1-0',
      // flock, which locks the data folder.
      'util-linux',
      'xdg-utils',
    ],
    recommends: ['rsync', 'openssh-client'],
    fpm: besideTheApp,
  },
  rpm: {
    ...systemPackage,
    packageCategory: 'Applications/System',
    depends: [
      'gtk3',
      'nss',
      'alsa-lib',
      'mesa-libgbm',
      'at-spi2-core',
      'libnotify',
      'libsecret',
      'util-linux',
      'xdg-utils',
    ],
    // fpm wants its options before the files.
    fpm: [
      ...['rsync', 'openssh-clients'].flatMap((name) => ['--rpm-tag', `Recommends: ${name}`]),
      ...besideTheApp,
    ],
  },

  mac: {
    target: ['dmg', 'zip'],
    icon: 'build/icons/app.icns',
    category: 'public.app-category.utilities',
    hardenedRuntime: true,
    entitlements: 'build/mac/entitlements.plist',
    entitlementsInherit: 'build/mac/entitlements.plist',
    // Only where the release workflow has the keys for it.
    notarize: Boolean(process.env['APPLE_ID']),
  },

  win: { target: ['nsis'], icon: 'build/icons/app.ico' },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowToChangeInstallationDirectory: true,
    // Tasks and their history outlive the program, as they do on Linux.
    deleteAppDataOnUninstall: false,
  },
}

export default configuration
