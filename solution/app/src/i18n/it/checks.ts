import type { Texts } from "../en";

const mapping: Texts["checks"][string] = {
  ok: { text: "I campi sono abbinati." },
  todo: {
    text: "Non c'è ancora un abbinamento.",
    remedy: "Collega un account: i campi standard vengono abbinati in quel momento.",
  },
  warning: {
    text: "È disattivato.",
    remedy: "Attivalo nella pagina Configurazione dei dati.",
  },
  failed: {
    text: "Alcune parti non sono più adatte; le altre vengono sincronizzate.",
    remedy: "Guarda la pagina Problemi, che le spiega una per una.",
  },
};

export const checks: Texts["checks"] = {
  "setup.dynamics": {
    ok: { text: "È raggiungibile." },
    failed: { text: "L'app non riesce ad accedervi." },
  },
  "setup.tracking": {
    ok: { text: "È attivo per lead e contatti." },
    failed: { text: "Non è attivo per entrambe le tabelle." },
  },
  "setup.opt_out": {
    ok: { text: "C'è per lead e contatti." },
    failed: { text: "Lead o contatti non hanno una colonna sì/no leggibile con questo nome." },
  },
  "setup.connection": {
    ok: { text: "L'account è collegato." },
    todo: { text: "Nessun account è collegato." },
    failed: {
      text: "L'account è collegato, ma l'app non riesce a usarlo.",
      remedy: "Leggi i dettagli. Se la chiave non è più valida, fai clic su Cambia chiave.",
    },
  },
  "setup.webhook": {
    ok: { text: "Gli eventi arrivano." },
    warning: {
      text: "È registrato. Finora non è arrivato nulla.",
      remedy: "Modifica un contatto in ActiveCampaign e controlla di nuovo tra un minuto.",
    },
    failed: {
      text: "Non funziona: le modifiche fatte in ActiveCampaign arrivano solo con la prossima esecuzione.",
    },
  },
  "setup.other_deployment": {
    warning: { text: "L'account è collegato anche a un'altra installazione." },
  },
  "setup.mapping.lead": mapping,
  "setup.mapping.contact": mapping,
  "setup.global_sync": {
    ok: { text: "È attiva." },
    warning: { text: "È disattivata." },
  },
  "setup.initial_sync": {
    ok: { text: "È completata." },
    todo: { text: "Non è ancora completata." },
  },
  "setup.timeline": {
    ok: { text: "Dynamics ha la tabella delle attività di marketing." },
    todo: {
      text: "In Dynamics manca la tabella delle attività di marketing. Serve solo alla sequenza temporale.",
    },
    failed: {
      text: "In Dynamics manca la tabella delle attività di marketing. Gli eventi aspettano che ci sia.",
    },
  },
};
