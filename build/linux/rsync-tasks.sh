#!/bin/sh
# The command rsync-tasks: with a command it needs no display, otherwise it opens the window. What is
# for the window is what electron/main/own-arguments.ts leaves out or takes as such.
app=$(dirname "$(dirname "$(readlink -f "$0")")")/rsync-tasks
for word in "$@"; do
  case $word in
    --hidden | [Rr][Ss][Yy][Nn][Cc]-[Tt][Aa][Ss][Kk][Ss]:*) ;;
    --user-data-dir=* | --no-sandbox | --ozone-platform=* | --password-store=*) ;;
    --remote-debugging-port=* | --enable-logging | --enable-logging=* | --log-level=*) ;;
    --disable-* | --force-*) ;;
    *) exec "$app" --ozone-platform=headless --disable-gpu --log-level=3 "$@" ;;
  esac
done
exec "$app" "$@"
