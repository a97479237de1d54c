#!/bin/sh
# After deb and rpm have put the files in place.
set -e

folder='/opt/${sanitizedProductName}'
name='${executable}'

ln -sfn "$folder/bin/rsync-tasks" "/usr/bin/$name"

# Chromium's sandbox stands on user namespaces. Where ordinary users may make none, or nobody can, its
# helper has to be root's.
if ! unshare --user true 2>/dev/null ||
  [ "$(cat /proc/sys/user/max_user_namespaces 2>/dev/null || echo 0)" = 0 ] ||
  [ "$(cat /proc/sys/kernel/unprivileged_userns_clone 2>/dev/null || echo 1)" = 0 ]; then
  chmod 4755 "$folder/chrome-sandbox"
else
  chmod 0755 "$folder/chrome-sandbox"
fi

# Ubuntu 24.04 and later keep user namespaces to programs with a profile. An AppArmor that cannot read
# ours is older, and does not ask for one.
profile="/etc/apparmor.d/$name"
if command -v apparmor_parser >/dev/null && [ -d /etc/apparmor.d ] &&
  apparmor_parser --skip-kernel-load --skip-cache "$folder/resources/apparmor-profile" >/dev/null 2>&1; then
  cp -f "$folder/resources/apparmor-profile" "$profile"
  if [ -d /sys/kernel/security/apparmor ]; then
    apparmor_parser --replace --write-cache --skip-read-cache "$profile" || true
  fi
fi

# The link handler rsync-tasks: is in the desktop entry.
if command -v update-desktop-database >/dev/null; then
  update-desktop-database /usr/share/applications || true
fi
