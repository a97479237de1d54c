/** Key pairs, connections and the secrets in them. */
export const credentials = {
  noConnection: 'There is no SSH connection {id}.',
  noKeyPair: 'There is no SSH key pair {id}.',
  inUse: 'This credential is used and no cascade option is specified. Used by: {uses}',
  usedByTask: "Rsync task for '{path}'",
  usedByConnection: 'SSH connection {name}',
  deletedForGood: 'It was deleted for good and cannot be brought back.',
  placeTaken: 'Its name is in use again or its key pair is gone, so it cannot be brought back.',
  notFound: 'Credential does not exist',
  wrongType: 'Credential is not of type SSH_CREDENTIALS',
  noPrivateKey: 'SSH key pair has no private key',
  decryptingFailed: 'Decrypting credential {name} failed: {error}',
  fileTooLarge: 'This file is too large for a private key.',
}

/** Storing and reading secrets. */
export const secrets = {
  unprotected:
    'There is no keyring on this computer: a secret would be stored so that anybody who can read your files can read it. Unlock or install a keyring, or agree to that first.',
  /** As libsecret calls the keyring that it makes. */
  newKeyring: 'Default keyring',
  nowhere:
    'Secrets cannot be stored now: the keyring is locked or does not answer. Unlock it and try again.',
  privateKey: 'The private key of {name}',
  modulePassword: 'The password of the module',
  keyNotRestored:
    'The private key of {name} is not on this computer, because a backup never holds one: import it in Backup Credentials under the name {name}.',
  otherKeyring: '{what} cannot be decrypted. It was stored with another keyring: enter it anew.',
  noKeyring:
    '{what} cannot be decrypted. The keyring it was stored with is locked or gone: unlock it and try again.',
}

/** Why a private key cannot be taken over. */
export const privateKeys = {
  notAKey: 'This is not a private key: it should begin with "-----BEGIN" or "PuTTY-User-Key-File"',
  publicKey: 'This is a public key; the private key belongs here',
  damaged: 'This private key is damaged or incomplete',
  locked: 'This private key is protected; enter its passphrase',
  wrongPassphrase: 'The passphrase does not open this private key',
  kind: 'ssh takes ed25519, RSA and ECDSA keys only',
  dsa: 'ssh does not take DSA keys any more',
  tooShort: 'This RSA key is too short; ssh wants {bits} bits at least',
}
