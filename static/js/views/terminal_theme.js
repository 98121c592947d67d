// xterm.js's theme from our tokens.

const ANSI = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

export function terminalTheme(colours) {
  const theme = {
    background: colours["term-ground"],
    foreground: colours["term-ink"],
    cursor: colours["term-ink"],
    cursorAccent: colours["term-ground"],
    selectionBackground: colours["term-selection"],
  };
  for (const name of ANSI) {
    theme[name] = colours[`term-${name}`];
    const bright = `bright${name[0].toUpperCase()}${name.slice(1)}`;
    theme[bright] = colours[`term-${name}`];
  }
  theme.brightBlack = colours["term-bright-black"];
  theme.brightWhite = colours["term-ink"];
  return theme;
}
