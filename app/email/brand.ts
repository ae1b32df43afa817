/** How the merchant's mails look: a logo above the letter, and the colour of its buttons. */
export interface Brand {
  /** https address; empty for none. */
  readonly logoUrl: string;
  readonly logoAlt: string;
  /** As `#rrggbb`; empty for the plain one. */
  readonly colour: string;
}

export const PLAIN_BRAND: Brand = { logoUrl: "", logoAlt: "", colour: "" };

const PLAIN_COLOUR = "#0b57a4";
const LIGHT = "#ffffff";
const DARK = "#1f2933";

/** Colours of a button: the brand's ground, and on it whichever of white and near-black reads better. */
export function buttonColours({ colour }: Brand): { ground: string; words: string } {
  const ground = /^#[0-9a-f]{6}$/i.test(colour) ? colour.toLowerCase() : PLAIN_COLOUR;
  const onLight = luminance(LIGHT) + 0.05;
  const own = luminance(ground) + 0.05;
  return { ground, words: onLight / own >= own / (luminance(DARK) + 0.05) ? LIGHT : DARK };
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
