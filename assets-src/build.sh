#!/bin/sh
# Rebuilds crates/views/assets/base.css and the font files from the npm packages. Needs Node 20 or later; the
# product itself does not. Run it after `npm ci --ignore-scripts` when base.scss or a version changes.
set -eu
cd "$(dirname "$0")"
out=../crates/views/assets
mkdir -p "$out/fonts"
node_modules/.bin/sass --load-path=node_modules --style=compressed --no-source-map --quiet-deps base.scss "$out/base.css"
noto=node_modules/@fontsource-variable/noto-sans
beviet=node_modules/@fontsource/be-vietnam-pro
for subset in latin vietnamese; do
    cp "$noto/files/noto-sans-$subset-wght-normal.woff2" "$out/fonts/noto-sans-$subset.woff2"
    cp "$beviet/files/be-vietnam-pro-$subset-600-normal.woff2" "$out/fonts/be-vietnam-pro-$subset-600.woff2"
done
cp "$noto/LICENSE" "$out/fonts/OFL-NotoSans.txt"
cp "$beviet/LICENSE" "$out/fonts/OFL-BeVietnamPro.txt"
ls -l "$out" "$out/fonts"
if grep -q 'GDS Transport' "$out/base.css"; then
    echo "base.css names a font that must not be shipped" >&2
    exit 1
fi
