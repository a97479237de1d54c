#!/bin/sh
# After deb and rpm have taken the files away; nothing is done when a newer version has come instead.
set -e

case $1 in
  upgrade | failed-upgrade | abort-* | disappear | [1-9]*) exit 0 ;;
esac

name='${executable}'
profile="/etc/apparmor.d/$name"

rm -f "/usr/bin/$name"
if [ -f "$profile" ]; then
  if [ -d /sys/kernel/security/apparmor ] && command -v apparmor_parser >/dev/null; then
    apparmor_parser --remove "$profile" || true
  fi
  rm -f "$profile"
fi
if command -v update-desktop-database >/dev/null; then
  update-desktop-database /usr/share/applications || true
fi
