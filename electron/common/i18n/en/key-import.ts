/** Private keys that a person pastes. */
export const keyImport = {
  putty:
    'This PuTTY key ({format}) cannot be read here. In PuTTYgen load the key, then choose Conversions, Export OpenSSH key; or run: puttygen KEY.ppk -O private-openssh -o KEY',
  puttyVersion: 'version {version}',
  cipher:
    'This private key is encrypted with {how}, which cannot be read here. To change that, run on a copy of it: ssh-keygen -p -Z aes256-ctr -f KEY',
  rounds:
    'This private key is protected by {rounds} rounds of bcrypt, which would hold up the app for too long. To change that, run on a copy of it: ssh-keygen -p -a 16 -f KEY',
  iterations:
    'This private key is protected by {rounds} iterations, which would hold up the app for too long. To change that, run: openssl pkcs8 -topk8 -iter 100000 -in KEY -out NEW',
  oldCipher:
    'This private key is encrypted with {how}, which cannot be read here. To change that, run: openssl pkey -provider legacy -provider default -in KEY -aes256 -out NEW',
  token:
    'This key ({type}) works only with its hardware token, which the app cannot ask. Leave it in ~/.ssh, and let the task connect with the key in the home directory',
  certificate:
    'This is a certificate of a key. A saved connection signs in with the private key alone; for the certificate, leave both in ~/.ssh and let the task connect with the key in the home directory',
  x509: 'This is a certificate for TLS; ssh takes a private key',
  sshCom:
    'This is a key in the format of ssh.com. Take its passphrase off there, then run: ssh-keygen -i -f KEY > NEW',
  protocol1: 'This is a key for SSH 1, which no host takes any more; generate a new one',
  pgp: 'This is a PGP key; ssh takes a private key of its own',
  curve: 'ssh takes ECDSA keys on the curves nistp256, nistp384 and nistp521 only',
}
