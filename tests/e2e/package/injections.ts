/** What an injected script would be, and where one could be loaded from. */
interface Injected {
  readonly code: string
  readonly url: string
}

type Injection = readonly [way: string, directive: string, inject: (injected: Injected) => void]

/**
 * The ways a script can come into a page, with the directive of the policy that each breaks. They run
 * in the page. Code that a debugger starts may use eval; code that a timer starts may not.
 */
export const injections: readonly Injection[] = [
  [
    'inline',
    'script-src-elem',
    ({ code }) => {
      const script = document.createElement('script')
      script.textContent = code
      document.body.append(script)
    },
  ],
  [
    'from elsewhere',
    'script-src-elem',
    ({ url }) => {
      const script = document.createElement('script')
      script.src = `${url}/script.js`
      document.body.append(script)
    },
  ],
  [
    'as a data: URL',
    'script-src-elem',
    ({ code }) => {
      const script = document.createElement('script')
      script.src = `data:text/javascript,${code}`
      document.body.append(script)
    },
  ],
  [
    'as a blob: URL',
    'script-src-elem',
    ({ code }) => {
      const script = document.createElement('script')
      script.src = URL.createObjectURL(new Blob([code]))
      document.body.append(script)
    },
  ],
  [
    'as the handler of a missing image',
    'script-src-attr',
    ({ code }) => {
      const holder = document.createElement('div')
      holder.innerHTML = `<img src="missing.png" onerror="${code}">`
      document.body.append(holder)
    },
  ],
  [
    'behind a javascript: link',
    'script-src-elem',
    ({ code }) => {
      const link = document.createElement('a')
      link.href = `javascript:${code}`
      link.click()
    },
  ],
  [
    'through a module',
    'script-src-elem',
    ({ url }) => void import(/* @vite-ignore */ `${url}/module.js`).catch(() => undefined),
  ],
  ['through eval', 'script-src', ({ code }) => void setTimeout(() => (0, eval)(code))],
  ['through Function', 'script-src', ({ code }) => void setTimeout(() => new Function(code)())],
  [
    'as a worker',
    'worker-src',
    ({ code }) => void setTimeout(() => new Worker(URL.createObjectURL(new Blob([code])))),
  ],
  [
    'in a frame',
    'frame-src',
    ({ url }) => {
      const frame = document.createElement('iframe')
      frame.src = `${url}/page.html`
      document.body.append(frame)
    },
  ],
  [
    'in an object',
    'object-src',
    ({ url }) => {
      const object = document.createElement('object')
      object.data = `${url}/page.html`
      document.body.append(object)
    },
  ],
  [
    'by a base for relative addresses',
    'base-uri',
    ({ url }) => {
      const base = document.createElement('base')
      base.href = url
      document.head.append(base)
    },
  ],
]
