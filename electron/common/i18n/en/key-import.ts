/** Private keys that a person pastes. */
export const keyImport = {
  putty:
    'This PuTTY format cannot be read here: in PuTTYgen load the key, then choose Conversions, Export OpenSSH key',
  curve: 'ssh takes ECDSA keys on the curves nistp256, nistp384 and nistp521 only',
}
