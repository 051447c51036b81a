const BAR = 30;

/** Shows a share, 0..1: a bar in a terminal, a line for every tenth elsewhere. */
export function shareBar(out: {
  readonly write: (text: string) => void;
  readonly isTty: boolean;
}): (share: number, what: string) => void {
  let tenths = 0;
  return (share, what) => {
    const percent = `${Math.round(share * 100)} %`.padStart(5);
    if (out.isTty) {
      const filled = Math.round(share * BAR);
      out.write(
        `\r  [${'█'.repeat(filled)}${'·'.repeat(BAR - filled)}] ${percent} ${what}\x1b[K${share >= 1 ? '\n' : ''}`,
      );
    } else if (Math.floor(share * 10) > tenths) {
      tenths = Math.floor(share * 10);
      out.write(`  ${percent} ${what}\n`);
    }
  };
}
