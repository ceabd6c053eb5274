import type { Texts } from "../en";
import { plural } from "../plural";

export const common: Texts["common"] = {
  app: "ActiveCampaign",
  lead: "Lead",
  leads: "Lead",
  contact: "Contatto",
  contacts: "Contatti",
  save: "Salva",
  saved: "Salvato.",
  cancel: "Annulla",
  back: "Indietro",
  name: "Nome",
  close: "Chiudi",
  remove: "Rimuovi",
  refresh: "Aggiorna",
  retry: "Riprova",
  discard: "Annulla modifiche",
  loadMore: "Mostra altri",
  loading: "Caricamento",
  more: "Altro",
  yes: "Sì",
  no: "No",
  on: "Attivo",
  off: "Disattivo",
  never: "Mai",
  none: "Nessuno",
  details: "Dettagli",
  showDetails: "Mostra dettagli",
  hideDetails: "Nascondi dettagli",
  technical: "Messaggio dell'app (in inglese)",
  opensInNewTab: "si apre in una nuova scheda",
  actions: "Azioni",
  notAvailableTitle: "Non disponibile in questa versione",
  notAvailable:
    "L'app per le funzioni non offre ancora questa parte. Comparirà qui dopo il prossimo aggiornamento.",
  unsavedTitle: "Uscire senza salvare?",
  unsaved: "Le modifiche non sono state salvate. Uscendo adesso andranno perse.",
  leave: "Esci",
  stay: "Rimani",
  unsavedBadge: "Modifiche non salvate",
  shown: (count) => plural(count, "1 elemento mostrato", (n) => `${n} elementi mostrati`),
  records: (count) => plural(count, "1 record", (n) => `${n} record`),
};

export const shell: Texts["shell"] = {
  starting: "Avvio in corso",
  signInTitle: "Accedi per continuare",
  signIn: "Accedi",
  signInText:
    "Il browser non ha permesso a questa pagina di usare l'accesso a Dynamics. Basta un clic; per un momento può aprirsi una piccola finestra.",
  signInAgainText: "L'accesso è scaduto. Accedi di nuovo; quello che hai scritto è ancora qui.",
  signingIn: "In attesa della finestra di accesso",
  openAgain: "Apri di nuovo la finestra",
  fault: {
    blocked:
      "Il browser ha bloccato la finestra di accesso. Consenti i popup per questo sito (l'icona è nella barra degli indirizzi) e riprova.",
    cancelled: "La finestra di accesso è stata chiusa prima della fine. Riprova.",
    consent:
      "L'organizzazione non ha ancora permesso a questa app di far accedere le persone. Chiedi a un amministratore di Microsoft Entra ID di dare il consenso ad «ActiveCampaign for Dynamics 365» e riprova.",
    notAssigned:
      "Il tuo account non è assegnato a questa app in Microsoft Entra ID. Chiedi a un amministratore di assegnarlo e riprova.",
    timeout:
      "La finestra di accesso non ha risposto. Se mostra un errore, riferiscilo a un amministratore; altrimenti chiudila e riprova.",
    offline:
      "Il servizio di accesso di Microsoft non è raggiungibile. Controlla la connessione e riprova.",
    failed: "L'accesso non è riuscito. Riprova; se fallisce ancora, avvisa un amministratore.",
  },
  reference: (code) => `Riferimento: ${code}`,
  configTitle: "L'app non è ancora configurata",
  config: {
    unreadable:
      "Dynamics non ha risposto alla lettura delle variabili di ambiente. Controlla la connessione e riprova.",
    forbidden:
      "Non puoi leggere le variabili di ambiente della soluzione. Chiedi a un amministratore il ruolo ActiveCampaign Admin o ActiveCampaign User.",
    missing: (names) =>
      `Queste variabili di ambiente della soluzione non hanno un valore utilizzabile: ${names}. Un amministratore le imposta in Power Apps in Soluzioni > Soluzione predefinita > Variabili di ambiente; i valori sono nel risultato della distribuzione.`,
  },
  noRoleTitle: "Non hai un ruolo per questa app",
  noRole:
    "Chiedi a un amministratore il ruolo ActiveCampaign User o ActiveCampaign Admin. Un nuovo ruolo vale entro un minuto.",
  adminOnlyTitle: "Questa pagina è per gli amministratori",
  adminOnly:
    "Per configurare l'integrazione serve il ruolo Amministratore di sistema o ActiveCampaign Admin. Con il tuo ruolo puoi usare il pannello marketing e i pulsanti su lead e contatti.",
  unreachableTitle: "L'app per le funzioni non risponde",
  faultTitle: "Qualcosa è andato storto in questa pagina",
  faultText:
    "La pagina ha incontrato un proprio errore. Ricaricala; ciò che è salvato è al sicuro.",
  reload: "Ricarica la pagina",
};
