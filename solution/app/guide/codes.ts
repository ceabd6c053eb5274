import { en, type Texts } from "../src/i18n/en";
import { it } from "../src/i18n/it";
import type { CodeText } from "../src/i18n/en/codes";
import type { Language } from "../src/i18n/language";

/* The page codes.md of the guides: every code with its text and remedy, as the pages say them. */

type Words = Readonly<Record<Language, string>>;

interface Group {
  title: Words;
  /** What the codes of the group have before their dot. */
  kinds: readonly string[];
  /** Messages that have no code, as nobody but the page says them. They hold their remedy. */
  uncoded?: (texts: Texts) => readonly string[];
}

/** Codes without a dot: what can be wrong with anything that is entered. */
const ENTERED = "";

/** By where they are met, the first steps first. */
const GROUPS: readonly Group[] = [
  {
    title: { en: "Signing in and reaching the app", it: "Accesso e collegamento all'app" },
    kinds: ["auth", "app", "storage"],
    uncoded: ({ shell: { fault, config } }) => [
      ...Object.values(fault),
      config.unreadable,
      config.forbidden,
      config.missing("acd_FunctionAppUrl, acd_TenantId, acd_ClientId"),
    ],
  },
  {
    title: { en: "Connecting ActiveCampaign", it: "Collegamento di ActiveCampaign" },
    kinds: ["connection", "webhook"],
  },
  {
    title: { en: "The set-up check", it: "Il controllo della configurazione" },
    kinds: ["setup"],
  },
  { title: { en: "People and roles", it: "Persone e ruoli" }, kinds: ["people"] },
  {
    title: { en: "Fields and their values", it: "Campi e loro valori" },
    kinds: ["mapping"],
  },
  { title: { en: "Criteria", it: "Criteri" }, kinds: ["criteria"] },
  {
    title: { en: "Mapped fields that changed", it: "Campi abbinati che sono cambiati" },
    kinds: ["drift"],
  },
  {
    title: { en: "Why a record is left out", it: "Perché un record è escluso" },
    kinds: ["excluded", "closed"],
  },
  {
    title: { en: "Why a record could not be synced", it: "Perché un record non si sincronizza" },
    kinds: ["record", "contact", "dataverse", "activecampaign"],
  },
  { title: { en: "Opting out", it: "Rifiuto dei messaggi" }, kinds: ["consent", "person"] },
  {
    title: { en: "Runs and the safety fuse", it: "Esecuzioni e fusibile di sicurezza" },
    kinds: ["run", "fuse", "sync"],
  },
  {
    title: { en: "Automations and campaigns", it: "Automazioni e campagne" },
    kinds: ["action", "automation", "campaign"],
  },
  { title: { en: "Timeline", it: "Sequenza temporale" }, kinds: ["timeline"] },
  {
    title: {
      en: "Problems, history, deleting a person's data, settings as a file",
      it: "Problemi, cronologia, dati di una persona, impostazioni in un file",
    },
    kinds: ["problem", "history", "erase", "configuration"],
  },
  {
    title: { en: "Dynamics or ActiveCampaign", it: "Dynamics o ActiveCampaign" },
    kinds: ["remote"],
  },
  {
    title: { en: "What was entered or asked for", it: "Ciò che è stato inserito o chiesto" },
    kinds: ["request", "paging", "store", ENTERED],
  },
];

const PAGE: Readonly<Record<Language, { title: string; intro: string; head: string }>> = {
  en: {
    title: "Every message and its remedy",
    intro: `<!-- made by \`make guide-codes\` from the texts of the pages; do not edit -->

[Italiano](../it/codes.md) · [Guide](README.md)

What the app can say, by where you meet it, and what mends it. The page itself may say it in other words,
with the name of the field, the record or the value. The code is for whoever runs the app: it stands in the
log and in the answers of the API, and is the same in all languages. Where nothing stands under “what to do”,
the message says all.`,
    head: "| message | what to do | code |",
  },
  it: {
    title: "Tutti i messaggi e i rimedi",
    intro: `<!-- made by \`make guide-codes\` from the texts of the pages; do not edit -->

[English](../en/codes.md) · [Guida](README.md)

Ciò che l'app può dire, secondo dove lo si incontra, e che cosa lo risolve. Con **Mostra dettagli** la pagina
aggiunge, in inglese, il nome del campo, del record o del valore. Il codice serve a chi gestisce l'app: si
trova nel log e nelle risposte dell'API, ed è uguale in tutte le lingue. Dove sotto «che cosa fare» non c'è
nulla, il messaggio dice tutto.`,
    head: "| messaggio | che cosa fare | codice |",
  },
};

const CATALOGUES: Readonly<Record<Language, Texts>> = { en, it };

/** The page as Markdown. Throws where a code belongs to no group. */
export function codesPage(language: Language): string {
  const texts = CATALOGUES[language];
  const codes = Object.entries(texts.codes).sort(([a], [b]) => (a < b ? -1 : 1));
  const homeless = codes.filter(([code]) => !GROUPS.some((group) => belongs(code, group)));
  if (homeless.length > 0) {
    const names = homeless.map(([code]) => code).join(", ");
    throw new Error(`guide/codes.ts: put into a group: ${names}`);
  }
  const { title, intro, head } = PAGE[language];
  const parts = GROUPS.map((group) => {
    const rows = [
      ...codes.filter(([code]) => belongs(code, group)).map(([code, said]) => row(said, code)),
      ...(group.uncoded?.(texts) ?? []).map((text) => row({ text })),
    ];
    return [`## ${group.title[language]}`, "", head, "| --- | --- | --- |", ...rows].join("\n");
  });
  return [`# ${title}`, intro, ...parts].join("\n\n") + "\n";
}

function belongs(code: string, { kinds }: Group): boolean {
  return kinds.includes(code.includes(".") ? (code.split(".")[0] ?? "") : ENTERED);
}

function row({ text, remedy }: CodeText, code?: string): string {
  const cells = [cell(text), cell(remedy ?? ""), code === undefined ? "" : `\`${code}\``];
  return `| ${cells.join(" | ")} |`;
}

function cell(text: string): string {
  return text.replaceAll("|", String.raw`\|`);
}
