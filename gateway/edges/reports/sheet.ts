import { createRequire } from 'node:module';
import PdfKit from 'pdfkit';

/** A4 in points, and its margin. */
export const PAGE = { width: 595.28, height: 841.89, margin: 48, foot: 40 } as const;
/** Width between the margins. */
export const INNER = PAGE.width - 2 * PAGE.margin;

/** Colours of a report: dark enough to be told apart on a grey printer. */
export const INK = {
  text: '#1b2430',
  quiet: '#5b6776',
  line: '#c9d1da',
  pale: '#eef2f6',
  main: '#0b5cad',
  light: '#9cc3ea',
  warn: '#b3261e',
  good: '#2e7d32',
} as const;

export type Face = 'regular' | 'medium' | 'bold';

/** A document being drawn from top to bottom. */
export type Sheet = {
  readonly pdf: PDFKit.PDFDocument;
  /** Where the next thing begins, points from the page's top. */
  y: number;
  /** Begins a new page when less than so many points are left on this one. */
  readonly need: (height: number) => void;
  readonly font: (face: Face, size: number, colour?: string) => PDFKit.PDFDocument;
};

/**
 * An empty document, in a typeface with all letters of Vietnamese.
 *
 * @param title what readers call the document
 */
export function openSheet(title: string, language: string): Sheet {
  const pdf = new PdfKit({
    size: 'A4',
    margin: PAGE.margin,
    bufferPages: true,
    lang: language,
    displayTitle: true,
    pdfVersion: '1.7',
    info: { Title: title, Creator: 'CityWatch', Producer: 'CityWatch' },
  });
  const resolve = createRequire(import.meta.url).resolve;
  const file = (name: string) => resolve(`@expo-google-fonts/be-vietnam-pro/${name}/BeVietnamPro_${name}.ttf`);
  pdf.registerFont('regular', file('400Regular'));
  pdf.registerFont('medium', file('500Medium'));
  pdf.registerFont('bold', file('700Bold'));
  const sheet: Sheet = {
    pdf,
    y: PAGE.margin,
    need(height) {
      if (sheet.y + height <= PAGE.height - PAGE.foot - 16) return;
      pdf.addPage();
      sheet.y = PAGE.margin;
    },
    font: (face, size, colour = INK.text) => pdf.font(face).fontSize(size).fillColor(colour),
  };
  return sheet;
}

/** A heading, kept together with so many points of what follows. */
export function heading(sheet: Sheet, text: string, following: number): void {
  sheet.need(34 + following);
  sheet.y += 12;
  sheet.font('bold', 12, INK.main).text(text, PAGE.margin, sheet.y, { width: INNER });
  sheet.y = sheet.pdf.y + 6;
}

/** A paragraph. */
export function paragraph(sheet: Sheet, text: string, face: Face = 'regular', size = 9): void {
  const { pdf } = sheet;
  sheet.font(face, size);
  sheet.need(pdf.heightOfString(text, { width: INNER }) + 4);
  sheet.font(face, size).text(text, PAGE.margin, sheet.y, { width: INNER, lineGap: 1.5 });
  sheet.y = pdf.y + 4;
}

/** How much room paragraphs take. */
export function heightOf({ pdf, font }: Sheet, texts: readonly string[], size: number): number {
  font('regular', size);
  return texts.reduce((sum, text) => sum + pdf.heightOfString(text, { width: INNER, lineGap: 1.5 }) + 4, 0);
}

/** The whole document. Page numbers are put in now, when it is known how many there are. */
export async function closeSheet(sheet: Sheet, foot: (page: number, pages: number) => readonly [string, string]) {
  const { pdf } = sheet;
  const { start, count } = pdf.bufferedPageRange();
  for (let at = start; at < start + count; at++) {
    pdf.switchToPage(at);
    // Below the margin pdfkit would begin a page of its own.
    pdf.page.margins.bottom = 0;
    const [left, right] = foot(at - start + 1, count);
    const y = PAGE.height - PAGE.foot;
    pdf
      .moveTo(PAGE.margin, y - 6)
      .lineTo(PAGE.width - PAGE.margin, y - 6)
      .lineWidth(0.5)
      .stroke(INK.line);
    sheet.font('regular', 7.5, INK.quiet).text(left, PAGE.margin, y, { width: INNER * 0.88, lineBreak: false });
    sheet.font('regular', 7.5, INK.quiet).text(right, PAGE.margin, y, { width: INNER, align: 'right' });
  }
  const parts: Buffer[] = [];
  pdf.on('data', (part: Buffer) => parts.push(part));
  const whole = new Promise<Buffer>((resolve) => pdf.once('end', () => resolve(Buffer.concat(parts))));
  pdf.end();
  return whole;
}
