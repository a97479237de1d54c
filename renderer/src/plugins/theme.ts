import type { ThemeDefinition } from 'vuetify'

/**
 * Colours of both themes. Text on `surface` and each state colour on its own tint keep a contrast
 * of at least 4.5:1, so that a pill can be read by everyone.
 */
export const LIGHT: ThemeDefinition = {
  dark: false,
  colors: {
    background: '#F3F5F9',
    surface: '#FFFFFF',
    'surface-variant': '#2B3440',
    'on-surface-variant': '#F3F5F9',
    primary: '#1F5FBF',
    secondary: '#4A5A70',
    error: '#B3261E',
    warning: '#8A5300',
    info: '#1F5FBF',
    success: '#17693B',
    neutral: '#52606F',
  },
  variables: { 'border-color': '#0F1B2A', 'border-opacity': 0.12, 'medium-emphasis-opacity': 0.7 },
}

export const DARK: ThemeDefinition = {
  dark: true,
  colors: {
    background: '#10151B',
    surface: '#191F27',
    'surface-variant': '#D9E0EA',
    'on-surface-variant': '#191F27',
    primary: '#8FB8FF',
    secondary: '#B3C0D1',
    error: '#FFB0A8',
    warning: '#F5BE6E',
    info: '#8FB8FF',
    success: '#82D5A0',
    neutral: '#B6C2CF',
  },
  variables: { 'border-color': '#DCE6F2', 'border-opacity': 0.14, 'medium-emphasis-opacity': 0.72 },
}
