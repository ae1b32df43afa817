import { tradeName } from "./customer";
import { type Draw } from "./draw";
import { INDIVIDUAL, type Kind, MAY, one, person, surname, UNKNOWN } from "./kind";
import { type Verdict } from "./lines";
import { AREAS } from "./words";

/** One kind for each tricky company name, all in the customer's address and with orders. */
function named(verdict: Verdict, names: Record<string, (draw: Draw) => string>, weight = 3): Kind[] {
  return Object.entries(names).map(([kind, name]) => one(kind, weight, verdict, (draw) => ({ company: name(draw) })));
}

export const CORPORATE_NAMES = named(MAY, {
  name_ltd_dot: (draw) => `${tradeName(draw)} Ltd.`,
  name_limited_capitals: (draw) => `${tradeName(draw).toUpperCase()} LIMITED`,
  name_limited: (draw) => `${tradeName(draw)} Limited`,
  name_ltd_small: (draw) => `${tradeName(draw).toLowerCase()} ltd`,
  name_holdings: (draw) => `${draw.pick(AREAS)} (Holdings) Ltd`,
  name_and_co_ltd: (draw) => `${surname(draw)} & Co Ltd`,
  name_plc: (draw) => `${draw.pick(AREAS)} Building Services PLC`,
  name_plc_dots: (draw) => `${draw.pick(AREAS)} Merchants P.L.C.`,
  name_plc_in_full: (draw) => `${draw.pick(AREAS)} Energy Public Limited Company`,
  name_llp: (draw) => `${surname(draw)} & ${surname(draw)} LLP`,
  name_llp_in_full: (draw) => `${surname(draw)} Surveyors Limited Liability Partnership`,
  name_cic: (draw) => `${draw.pick(AREAS)} Warm Homes CIC`,
  name_cic_in_full: (draw) => `${draw.pick(AREAS)} Warm Homes Community Interest Company`,
  name_cbc: (draw) => `Cartrefi Cynnes ${draw.pick(AREAS)} CBC`,
  name_cio: (draw) => `${draw.pick(AREAS)} Village Hall CIO`,
  name_cio_in_full: (draw) => `${draw.pick(AREAS)} Hospice Charitable Incorporated Organisation`,
  name_scio: (draw) => `${draw.pick(AREAS)} Community Trust SCIO`,
  name_scio_in_full: (draw) => `${draw.pick(AREAS)} Housing Scottish Charitable Incorporated Organisation`,
  name_cyf: (draw) => `Gwresogi ${surname(draw)} Cyf`,
  name_cyfyngedig: (draw) => `Plymwyr ${surname(draw)} Cyfyngedig`,
  name_ccc: (draw) => `Ynni ${draw.pick(AREAS)} CCC`,
  name_pac: (draw) => `Gwres ${surname(draw)} a'i Feibion PAC`,
  name_accents: (draw) => `Caffi Gŵyl ${surname(draw)} Gwresogi Tŷ Ltd`,
  name_not_latin: (draw) => draw.pick(["王氏暖气 Ltd", "Тепло Сервис Ltd", "Ψύξη Θέρμανση Ltd"]),
  name_invisible_characters: (draw) => `\u200b${tradeName(draw)}\u00a0Ltd\u200b `,
});

export const UNPROVEN_NAMES = named(UNKNOWN, {
  name_ltd_editions: (draw) => `Ltd Editions ${draw.pick(AREAS)}`,
  name_and_co: (draw) => `${surname(draw)} & Co`,
  name_and_sons: (draw) => `${surname(draw)} & Sons`,
  name_partners: (draw) => `${surname(draw)} Partners`,
  name_partners_lp: (draw) => `${surname(draw)} Partners LP`,
  name_english_lp: (draw) => `${draw.pick(AREAS)} Property Limited Partnership`,
  name_scottish_lp: (draw) => `${draw.pick(AREAS)} Estates (Scotland) LP`,
  name_unlimited_heat: () => "Unlimited Heat",
  name_bare_limited: () => "Limited",
  name_bare_ltd: () => "Ltd.",
  name_incltd: (draw) => `${surname(draw)}ltd`,
  name_ltd_department: (draw) => `${tradeName(draw)} Ltd (Stores)`,
  name_formerly: (draw) => `Formerly ${tradeName(draw)} Ltd`,
  name_gmbh: (draw) => `${surname(draw)} Heiztechnik GmbH`,
  name_inc: (draw) => `${surname(draw)} Heating Inc`,
  name_without_ending: tradeName,
  charity_unincorporated: (draw) => `Friends of ${draw.pick(AREAS)} Hospital`,
  council: (draw) => `${draw.pick(AREAS)} Borough Council`,
  school: (draw) => `${draw.pick(AREAS)} Primary School`,
  academy_trust: (draw) => `${draw.pick(AREAS)} Academy Trust`,
  nhs_trust: (draw) => `${draw.pick(AREAS)} NHS Foundation Trust`,
});

export const INDIVIDUAL_NAMES = named(INDIVIDUAL, {
  name_trading_as: (draw) => `${person(draw)} trading as ${tradeName(draw)}`,
  name_t_a: (draw) => `${person(draw)} t/a ${tradeName(draw)}`,
  name_sole_trader: (draw) => `${tradeName(draw)} (sole trader)`,
  name_ltd_t_a: (draw) => `${draw.pick(AREAS)} Ltd t/a ${tradeName(draw)}`,
});
