/**
 * A text whose every line ends as on Windows is read as one with plain ends. Where one ends
 * plainly, a carriage return is part of what it follows, such as a name.
 */
export function plainLineEnds(text: string): string {
  return /(^|[^\r])\n/.test(text) ? text : text.replaceAll('\r\n', '\n')
}
