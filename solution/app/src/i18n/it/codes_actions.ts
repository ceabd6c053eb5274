import type { Texts } from "../en";

export const actionCodes: Texts["codes"] = {
  "action.out_of_time": {
    text: "Per questa persona il tempo non è bastato; non è stato fatto nulla.",
    remedy: "Continua: si fa solo ciò che manca.",
  },
  "action.outcome_unknown": {
    text: "ActiveCampaign non ha risposto, perciò non si sa se sia stato fatto.",
    remedy: "Guarda il contatto in ActiveCampaign prima di ripetere.",
  },
  "action.request_not_found": { text: "Non c'è una tua richiesta con questo id." },
  "action.request_taken": {
    text: "L'id della richiesta è già stato usato per altro.",
    remedy: "Ricomincia da capo.",
  },
  "erase.busy": {
    text: "In questo momento qualcun altro sta eliminando i dati di una persona.",
    remedy: "Riprova tra un minuto.",
  },
  "action.under_way": {
    text: "In questo momento è in corso.",
    remedy: "Guarda di nuovo tra qualche minuto.",
  },
  "automation.already_in": { complete: true, text: "La persona è già in questa automazione." },
  "automation.inactive": {
    complete: true,
    text: "L'automazione non è attiva.",
    remedy: "Attivala in ActiveCampaign.",
  },
  "automation.not_found": { text: "L'automazione non c'è più." },
  "automation.not_taken": {
    text: "ActiveCampaign non ha aggiunto la persona all'automazione.",
  },
  "campaign.no_message": { text: "La campagna non ha un messaggio." },
  "campaign.not_found": { text: "La campagna non c'è più." },
  "campaign.not_sendable": { text: "La campagna non si può inviare a singole persone." },
  "campaign.refused": { text: "ActiveCampaign ha rifiutato di inviare la campagna." },
  "closed.contact_deleted": {
    complete: true,
    text: "Il contatto è stato eliminato in ActiveCampaign.",
    remedy: "Cambia il record in Dynamics perché il contatto venga ricreato.",
  },
  "closed.merged": { text: "Il record è stato unito a un altro." },
  "closed.qualified": {
    text: "Il lead è stato qualificato; al suo posto è sincronizzato il contatto che è diventato.",
  },
  "closed.record_deleted": { complete: true, text: "Il record è stato eliminato in Dynamics." },
  "contact.gone": { text: "Il contatto non è più in ActiveCampaign." },
  "excluded.contact_awaited": {
    complete: true,
    text: "ActiveCampaign non ha finito l'importazione che deve creare il contatto.",
    remedy: "Nulla: il contatto viene cercato di nuovo alla prossima esecuzione.",
  },
  "excluded.duplicate_email": {
    text: "Un record più vecchio ha lo stesso indirizzo e-mail.",
    remedy: "Unisci i due record, o dai loro indirizzi diversi.",
  },
  "excluded.inactive": {
    complete: true,
    text: "Il record non è attivo.",
    remedy: "Attivalo in Dynamics.",
  },
  "excluded.inbound_only": {
    complete: true,
    text: "L'abbinamento porta modifiche solo verso Dynamics.",
    remedy: "Fai andare l'abbinamento in entrambe le direzioni.",
  },
  "excluded.no_email": {
    complete: true,
    text: "Il record non ha un indirizzo e-mail.",
    remedy: "Inseriscine uno in Dynamics.",
  },
  "excluded.out_of_scope": {
    complete: true,
    text: "Il record non soddisfa i criteri dell'abbinamento.",
    remedy: "Cambia il record, o i criteri.",
  },
  "person.bounced": { complete: true, text: "I messaggi a questo indirizzo tornano indietro." },
  "person.email_differs": {
    text: "L'indirizzo e-mail è diverso tra Dynamics e ActiveCampaign.",
    remedy: "Attendi la prossima esecuzione, o correggi l'indirizzo.",
  },
  "person.opted_out": { complete: true, text: "La persona ha rifiutato i messaggi di marketing." },
  "person.same_email": {
    text: "Un altro record scelto ha lo stesso indirizzo e-mail e riceve il messaggio.",
  },
  "history.changed_since": {
    text: "Il valore è cambiato dopo la decisione sul conflitto.",
    remedy: "Guarda entrambi i lati e inserisci il valore giusto in uno dei due.",
  },
  "history.not_found": { complete: true, text: "Questa voce non è nella cronologia." },
  "history.not_restorable": { text: "Il valore non si può ripristinare." },
  "history.not_taken": { text: "L'altro sistema non ha accettato il valore." },
  "record.email_invalid": { text: "L'indirizzo e-mail non è valido.", remedy: "Correggilo." },
  "record.not_found": { complete: true, text: "Il record non c'è, o non puoi leggerlo." },
  "record.not_synced": {
    complete: true,
    text: "Il record non è ancora stato sincronizzato.",
    remedy: "Arriva con la prossima esecuzione pianificata.",
  },
  "record.owner_refused": {
    text: "Il proprietario scelto per i nuovi record non può avere questo.",
    remedy:
      "Scegli un altro proprietario nell'abbinamento, o dagli un ruolo che possa leggere la tabella.",
  },
  "record.heir_not_linked": {
    text: "Il record è stato unito o qualificato, e quello che è diventato non è ancora collegato.",
    remedy: "Verrà ritentato a ogni esecuzione.",
  },
  "record.restless": {
    text: "Il record continuava a cambiare durante la sincronizzazione.",
    remedy: "Verrà ritentato alla prossima esecuzione.",
  },
  "record.skipped": { text: "Il record non si è potuto sincronizzare." },
  "record.value_not_taken": {
    text: "L'altro sistema non ha conservato un valore come è stato inviato.",
    remedy: "Cerca là una regola che cambia il valore.",
  },
};
