import type { Texts } from "../en";
import { plural, thousands } from "../plural";

const people = (count: number) => plural(count, "1 persona", (n) => `${n} persone`);

export const panel: Texts["panel"] = {
  title: "Marketing",
  subtitle: "marketing in ActiveCampaign",
  noRecordTitle: "Nessun record da mostrare",
  noRecord:
    "Salva prima il lead o il contatto, oppure apri questa pagina dal modulo o da un elenco.",
  inSync: (since) =>
    since === null
      ? "Sincronizzato con ActiveCampaign."
      : `Sincronizzato con ActiveCampaign, l'ultima volta ${since}.`,
  state: {
    excluded: (why) => `Escluso dalla sincronizzazione: ${why}`,
    failing: (why) => `Impossibile sincronizzare: ${why}`,
    notSynced: (why) => `Non ancora sincronizzato: ${why}`,
  },
  noReason: "l'app non dice il motivo.",
  optedOut: "Questa persona ha rifiutato i messaggi di marketing e non riceve campagne.",
  openContact: "Apri in ActiveCampaign",
  engagement: "Coinvolgimento",
  noEngagement:
    "In questo momento non è possibile interrogare ActiveCampaign: mancano punteggio, liste e tag.",
  score: "Punteggio",
  noScore: "Nessun punteggio",
  lastOpen: "Ultima apertura",
  lastClick: "Ultimo clic",
  notKnown: "Nessun dato",
  lists: "Liste",
  listStatus: {
    unconfirmed: "Da confermare",
    subscribed: "Iscritto",
    unsubscribed: "Disiscritto",
    bounced: "Respinto",
    unknown: "Sconosciuto",
  },
  tags: "Tag",
  activities: "Attività",
  noActivities: "Non è ancora successo nulla.",
  nothingShown: "Nessuna di queste tra le attività lette finora",
  filter: "Mostra solo",
  groups: {
    mails: "E-mail",
    lists: "Liste",
    automations: "Automazioni",
    tags: "Tag",
    others: "Altro",
  },
  titles: {
    "Email sent": "E-mail inviata",
    "Personal email sent": "E-mail personale inviata",
    "Email opened": "E-mail aperta",
    "Link clicked": "Link cliccato",
    "Email bounced": "E-mail respinta",
    "Subscribed to a list": "Iscrizione a una lista",
    "Unsubscribed from a list": "Disiscrizione da una lista",
    "Automation entered": "Ingresso in un'automazione",
    "Automation completed": "Automazione completata",
    "Automation left": "Uscita da un'automazione",
    "Tag added": "Tag aggiunto",
    "Note added": "Nota aggiunta",
    "Email not sent": "E-mail non inviata",
    "Email loaded by a machine": "E-mail caricata da una macchina",
    "Email opened or link clicked": "E-mail aperta o link cliccato",
    "Email answered": "Risposta a un'e-mail",
    "Email forwarded": "E-mail inoltrata",
    "Event tracked": "Evento registrato",
    "Deal created": "Trattativa creata",
    "Contact updated": "Contatto aggiornato",
    Activity: "Attività",
  },
};

export const acts: Texts["acts"] = {
  title: { enrol: "Aggiungi ad automazione", send: "Invia campagna" },
  leads: (count) => plural(count, "1 lead", (n) => `${n} lead`),
  contacts: (count) => plural(count, "1 contatto", (n) => `${n} contatti`),
  tooManyTitle: (count) => `Sono selezionati ${thousands(count)} record`,
  tooMany: (most) =>
    `Se ne possono trattare al massimo ${most} alla volta. Chiudi questa finestra, selezionane meno e ripeti per gli altri.`,
  choose: { enrol: "Scegli un'automazione", send: "Scegli una campagna" },
  search: { enrol: "Cerca tra le automazioni", send: "Cerca tra le campagne" },
  nothingFound: (count) => `Nessun risultato su ${thousands(count)}`,
  none: {
    enrol: {
      title: "Nessuna automazione attiva",
      text: "Creane una in ActiveCampaign e attivala: poi la potrai scegliere qui.",
    },
    send: {
      title: "Nessuna campagna da inviare",
      text: "Da qui si possono inviare a singole persone le campagne semplici già inviate una volta in ActiveCampaign.",
    },
  },
  sentAt: (day) => `inviata il ${day}`,
  next: "Avanti",
  question: {
    enrol: (name, count) => `Aggiungere ${people(count)} a «${name}»?`,
    send: (name, count) => `Inviare «${name}» a ${people(count)}?`,
  },
  rule: {
    enrol:
      "Chi è già nell'automazione resta com'è. I record che non sono ancora in ActiveCampaign vengono prima sincronizzati.",
    send: "Ogni persona riceve l'e-mail una sola volta. Chi ha rifiutato i messaggi, o il cui indirizzo ha respinto, non riceve nulla. Un'e-mail non si può richiamare.",
  },
  people: "Persone",
  go: {
    enrol: (count) => `Aggiungi ${people(count)}`,
    send: (count) => `Invia a ${people(count)}`,
  },
  doing: {
    enrol: (name) => `Aggiunta a «${name}» in corso`,
    send: (name) => `Invio di «${name}» in corso`,
  },
  did: {
    enrol: (name) => `Aggiunta a «${name}»`,
    send: (name) => `Invio di «${name}»`,
  },
  progress: "Avanzamento",
  processed: (done, total) => `${thousands(done)} di ${thousands(total)} elaborati`,
  keepOpen:
    "Tieni aperto fino alla fine. Se si chiude prima, riapri per gli stessi record: si continua da lì e nulla viene fatto due volte.",
  stopped:
    "Quello che è stato fatto finora è elencato sotto. Continuando si fa il resto, e nulla due volte.",
  goOn: "Continua",
  again: "Riprova quelli non riusciti",
  startAnew: "Ricomincia da capo",
  unfinishedTitle: "Operazione non terminata",
  unfinished: {
    enrol: (name, count) =>
      `L'aggiunta di ${people(count)} a «${name}» è stata interrotta. Continuando si fa il resto, e nulla due volte.`,
    send: (name, count) =>
      `L'invio di «${name}» a ${people(count)} è stato interrotto. Continuando si fa il resto e nessuno la riceve due volte; ricominciando da capo può essere inviata di nuovo.`,
  },
  results: "Risultati",
  result: "Risultato",
  reason: "Motivo",
  status: {
    done: "Fatto",
    already: "Era già così",
    refused: "Non fatto",
    failed: "Non riuscito",
    unknown: "Incerto",
    waiting: "In attesa",
  },
  tally: {
    done: (count) => plural(count, "1 fatto", (n) => `${n} fatti`),
    already: (count) => `${thousands(count)} già così`,
    refused: (count) => plural(count, "1 non fatto", (n) => `${n} non fatti`),
    failed: (count) => plural(count, "1 non riuscito", (n) => `${n} non riusciti`),
    unknown: (count) => plural(count, "1 incerto", (n) => `${n} incerti`),
    waiting: (count) => `${thousands(count)} in attesa`,
  },
  copy: "Copia i risultati",
  copied: "Copiato.",
  copyFailed: "Il browser non ha permesso di copiare. Seleziona i risultati e copiali a mano.",
};
