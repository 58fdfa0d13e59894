/**
 * From an SVG made by this room to a PDF of one page: lines stay lines, letters stay letters of the embedded face. The same SVG gives
 * the same bytes: the dates in it are those of the SVG's first standard, not of today. This module loads pdfkit: import it when a PDF
 * is wanted, not before.
 */
import PDFDocument from "pdfkit";
import svgToPdf from "svg-to-pdfkit";
import { printable } from "../units/printable.ts";
import { fontFiles } from "./fonts.ts";

/** Points of a millimetre. */
const POINT = 72 / 25.4;
/** A PDF must bear a date of creation; this one says nothing about when it was made. */
const DATE = new Date(Date.UTC(2001, 8, 4));

/**
 * @param width of the page [mm]
 * @param height of the page [mm]
 * @throws Error with the words of the converter where it does not understand the drawing
 */
export async function renderPdf(svg: string, title: string, width: number, height: number): Promise<Uint8Array> {
  const [normal = "", bold = ""] = fontFiles();
  const [w, h] = [width * POINT, height * POINT];
  const document = new PDFDocument({
    size: [w, h],
    margin: 0,
    font: normal,
    compress: true,
    info: { Title: printable(title), Creator: "sipnines", Producer: "sipnines", CreationDate: DATE, ModDate: DATE },
    lang: "en",
    displayTitle: true,
  });
  document.registerFont("normal", normal);
  document.registerFont("bold", bold);
  const chunks: Buffer[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    document
      .on("data", (chunk: Buffer) => chunks.push(chunk))
      .on("end", resolve)
      .on("error", reject);
  });
  // A dash without a gap is a solid line, which pdfkit will not take for one.
  svgToPdf(document, svg.replaceAll(' stroke-dasharray="1,0"', ""), 0, 0, {
    width: w,
    height: h,
    assumePt: false,
    fontCallback: (_, isBold) => (isBold ? "bold" : "normal"),
    warningCallback: (warning) => {
      throw new Error(`chart as PDF: ${warning}`);
    },
  });
  document.end();
  await ended;
  return Buffer.concat(chunks);
}
