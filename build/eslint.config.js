import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'

/** What each layer may not import (design of the layers: CONTRIBUTING.md). */
const restricted = (files, ...patterns) => ({
  files,
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      { patterns: patterns.map(([group, message]) => ({ group, message })) },
    ],
  },
})

const noElectron = [['electron', 'electron/*', 'electron-store'], 'Only main and preload may.']
const noNode = [['node:*', 'fs', 'path', 'child_process'], 'This layer runs without Node.']
const noVue = [['vue', 'vue-*', 'pinia', 'vuetify', 'vuetify/*'], 'Only the renderer may.']
const noShell = {
  selector: "Property[key.name='shell'][value.value=true]",
  message: 'Nothing passes through a shell.',
}

export default tseslint.config(
  { ignores: ['out/', 'release/', 'node_modules/', '.cache/', 'coverage/'] },
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/define-props-declaration': ['error', 'type-based'],
      'vue/no-v-html': 'error',
      // Layout is Prettier's.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      // Vuetify names its table slots `item.column`.
      'vue/valid-v-slot': ['error', { allowModifiers: true }],
    },
  },
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      'no-restricted-syntax': ['error', noShell],
    },
  },
  {
    files: ['electron/**', 'renderer/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        noShell,
        {
          selector:
            'CallExpression[callee.property.name=/^(push|unshift|splice|max|min)$/] > SpreadElement',
          message: 'A long list is no list of arguments: see electron/common/lists.ts.',
        },
      ],
    },
  },
  restricted(['electron/common/**'], noElectron, noNode, noVue, [
    ['@core/*', '@main/*', '@renderer/*', 'node-schedule', 'ssh2'],
    'common stands on nothing but yup and the message format of vue-i18n.',
  ]),
  {
    // Rules are pure: who needs the time is given it.
    files: ['electron/common/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take the time as an argument.' },
        { object: 'Math', property: 'random', message: 'common is deterministic.' },
      ],
    },
  },
  restricted(['electron/core/**'], noElectron, noVue, [
    ['@main/*', '@renderer/*'],
    'core stands on common only.',
  ]),
  restricted(['electron/main/**'], noVue, [
    ['@renderer/*'],
    'main talks to the window through the contract.',
  ]),
  restricted(['electron/preload/**'], noNode, noVue, [
    ['@core/*', '@main/*', '@renderer/*'],
    'preload stands on the contract only.',
  ]),
  restricted(['renderer/**'], noElectron, noNode, [
    ['@core/*', '@main/*'],
    'The window talks to main through the contract.',
  ]),
)
