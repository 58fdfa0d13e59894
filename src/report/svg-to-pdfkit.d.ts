/** The part of svg-to-pdfkit 0.1.8 that is used here; the package has no types of its own. */
declare module "svg-to-pdfkit" {
  interface Options {
    readonly width: number;
    readonly height: number;
    readonly assumePt: boolean;
    /** The name of a font that the document knows. */
    readonly fontCallback: (family: string, isBold: boolean, isItalic: boolean) => string;
    readonly warningCallback: (warning: string) => void;
  }
  const draw: (document: PDFKit.PDFDocument, svg: string, x: number, y: number, options: Options) => void;
  export default draw;
}
