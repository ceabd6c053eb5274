import { createContext, useContext, type ReactNode } from "react";
import type { SetupCheck } from "../api/types";
import { en, type Texts } from "./en";
import type { CodeText } from "./en/codes";
import { formats, type Formats } from "./formats";
import { it } from "./it";
import type { Language } from "./language";

interface Speech {
  language: Language;
  texts: Texts;
  formats: Formats;
}

const CATALOGUES: Readonly<Record<Language, Texts>> = { en, it };

function speech(language: Language): Speech {
  return { language, texts: CATALOGUES[language], formats: formats(language) };
}

const SpeechContext = createContext<Speech>(speech("en"));

export function SpeechProvider(props: { language: Language; children: ReactNode }) {
  return (
    <SpeechContext.Provider value={speech(props.language)}>{props.children}</SpeechContext.Provider>
  );
}

export function useSpeech(): Speech {
  return useContext(SpeechContext);
}

export function useTexts(): Texts {
  return useSpeech().texts;
}

export function useFormats(): Formats {
  return useSpeech().formats;
}

/** What a code means, as the app itself put it in English. */
export interface Said {
  code: string;
  detail: string;
  remedy?: string | null;
}

export interface Explanation {
  text: string;
  remedy: string;
  /** The app's own English words where those shown are not, as they name what the texts cannot. */
  technical: string;
}

/** In English the app's own words say it best; in other languages the catalogue does. A code that
    the catalogue lacks is shown in the app's English. */
export function explain(language: Language, said: Said): Explanation {
  const known = lookUp(CATALOGUES[language], said.code);
  const own = { text: withoutRemedy(said), remedy: said.remedy ?? "", technical: "" };
  if (known === undefined) return own;
  const ours = { text: known.text, remedy: known.remedy ?? own.remedy };
  if (own.text === "") return { ...ours, technical: "" };
  if (language === "en") return { ...own, remedy: own.remedy };
  return { ...ours, technical: known.complete ? "" : said.detail };
}

export function useExplain(): (said: Said) => Explanation {
  const { language } = useSpeech();
  return (said) => explain(language, said);
}

export interface CheckWords extends Explanation {
  title: string;
}

/** A check of the set-up. Its code says what was looked at, its state what was found. */
export function explainCheck(language: Language, check: SetupCheck): CheckWords {
  const own = explain(language, check);
  if (language === "en") return { ...own, title: check.title };
  const texts = CATALOGUES[language];
  const title = lookUp(texts, check.code)?.text ?? check.title;
  const found = texts.checks[check.code]?.[check.state];
  if (found === undefined) return { ...own, title, text: check.detail, technical: "" };
  return { title, text: found.text, remedy: found.remedy ?? own.remedy, technical: check.detail };
}

export function useCheckWords(): (check: SetupCheck) => CheckWords {
  const { language } = useSpeech();
  return (check) => explainCheck(language, check);
}

/** `connection.right_missing.contacts` is explained by `connection.right_missing`. */
function lookUp(texts: Texts, code: string): CodeText | undefined {
  return texts.codes[code] ?? texts.codes[code.split(".").slice(0, 2).join(".")];
}

/** Some details end in the remedy, which is shown by itself. */
function withoutRemedy({ detail, remedy }: Said): string {
  if (!remedy || !detail.endsWith(remedy)) return detail;
  return detail.slice(0, -remedy.length).trim();
}
