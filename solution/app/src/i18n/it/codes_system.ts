import type { Texts } from "../en";

export const systemCodes: Texts["codes"] = {
  "app.error": { text: "La richiesta non è riuscita.", remedy: "Riprova." },
  "app.internal": {
    text: "Qualcosa è andato storto nell'app per le funzioni.",
    remedy:
      "Riprova. Se succede ancora, comunica a chi gestisce l'app l'invocazione indicata nei dettagli.",
  },
  "app.unreachable": {
    text: "L'app per le funzioni non risponde.",
    remedy:
      "Controlla la connessione e riprova. Se nessuno la raggiunge, vanno verificati in Azure il suo indirizzo, l'impostazione CORS o l'app stessa.",
  },
  "app.timeout": {
    text: "L'app per le funzioni non ha risposto in tempo.",
    remedy:
      "Riprova tra un minuto. La modifica può essere stata fatta: ricarica la pagina per vederlo.",
  },
  "app.unexpected": {
    text: "La risposta ricevuta non è dell'app per le funzioni.",
    remedy: "Riprova tra un minuto. Se resta così, l'app va verificata in Azure.",
  },
  "app.not_available": { text: "L'app per le funzioni non offre ancora questa parte." },
  "auth.forbidden": {
    text: "Il tuo ruolo non lo permette.",
    remedy: "Chiedi a un amministratore il ruolo ActiveCampaign Admin.",
  },
  "auth.no_role": {
    text: "Non hai un ruolo per questa app.",
    remedy: "Chiedi a un amministratore il ruolo ActiveCampaign User o ActiveCampaign Admin.",
  },
  "auth.unauthenticated": { text: "Non hai effettuato l'accesso.", remedy: "Accedi." },
  "configuration.other_account": {
    text: "Il file è stato creato con un altro account ActiveCampaign, i cui campi personalizzati hanno altri id.",
    remedy: "Collega quell'account, o togli dal file gli abbinamenti dei campi personalizzati.",
  },
  "configuration.invalid": {
    text: "Un'impostazione dell'app per le funzioni manca o è errata.",
    remedy: "Il registro dell'app in Azure indica quale.",
  },
  "connection.account_left": { text: "È stato collegato un altro account ActiveCampaign." },
  "connection.key_malformed": {
    complete: true,
    text: "Questa non è una chiave API.",
    remedy: "Copia di nuovo la chiave da Settings > Developer in ActiveCampaign.",
  },
  "connection.key_refused": {
    complete: true,
    text: "ActiveCampaign rifiuta questa chiave.",
    remedy: "Copia di nuovo indirizzo e chiave da Settings > Developer.",
  },
  "connection.missing": {
    complete: true,
    text: "Nessun account ActiveCampaign è collegato.",
    remedy: "Collegalo nella pagina Impostazioni.",
  },
  "connection.not_activecampaign": {
    complete: true,
    text: "A questo indirizzo non risponde l'API di ActiveCampaign.",
    remedy: "Copia di nuovo l'indirizzo da Settings > Developer.",
  },
  "connection.refused": { text: "ActiveCampaign ha rifiutato la connessione." },
  "connection.right_missing": {
    text: "All'utente di questa chiave manca un diritto in ActiveCampaign.",
    remedy: "Dai il diritto al suo gruppo, oppure usa la chiave di un amministratore.",
  },
  "connection.unreachable": {
    complete: true,
    text: "A questo indirizzo non risponde nessuno.",
    remedy: "Copialo di nuovo da Settings > Developer.",
  },
  "connection.url_credentials": {
    complete: true,
    text: "L'indirizzo non deve contenere nome utente o password.",
  },
  "connection.url_host": {
    complete: true,
    text: "Questo non è un indirizzo di ActiveCampaign.",
    remedy: "Copialo da Settings > Developer, per esempio https://tuaazienda.api-us1.com.",
  },
  "connection.url_http": { complete: true, text: "L'indirizzo deve iniziare con https://." },
  "connection.url_malformed": {
    complete: true,
    text: "Questo non è un indirizzo.",
    remedy: "Copialo da Settings > Developer.",
  },
  "connection.url_missing": { complete: true, text: "Inserisci l'indirizzo." },
  "connection.url_path": {
    complete: true,
    text: "Inserisci solo l'indirizzo, senza ciò che segue il nome dell'host.",
  },
  "paging.token": { text: "Nel frattempo l'elenco è cambiato.", remedy: "Ricaricalo." },
  "people.held_otherwise": {
    text: "Il ruolo è dato in altro modo, per esempio tramite un team.",
    remedy: "Cambialo lì, in Dynamics.",
  },
  "people.last_admin": {
    complete: true,
    text: "È l'ultimo amministratore.",
    remedy: "Prima nomina un altro amministratore.",
  },
  "people.not_a_person": { text: "Non è una persona attiva in Dynamics." },
  "people.not_found": { text: "In Dynamics non c'è questa persona." },
  "problem.not_found": { text: "Il problema non c'è; può essere stato risolto nel frattempo." },
  "remote.answer_not_understood": {
    text: "La risposta dell'altro sistema non è stata capita.",
    remedy: "Riprova più tardi. Se resta così, un amministratore deve guardare i dettagli.",
  },
  "remote.credentials_refused": {
    text: "L'altro sistema ha rifiutato le credenziali dell'app.",
    remedy:
      "Controlla la chiave di ActiveCampaign nella pagina Impostazioni e l'utente applicazione in Dynamics.",
  },
  "remote.error": { text: "L'altro sistema ha segnalato un errore.", remedy: "Riprova." },
  "remote.gone": { text: "La riga non c'è più." },
  "remote.outcome_unknown": {
    text: "Non si sa se la richiesta sia stata eseguita.",
    remedy: "Guarda nell'altro sistema prima di ripeterla.",
  },
  "remote.refused": { text: "L'altro sistema ha rifiutato un valore." },
  "remote.retry_later": {
    text: "L'altro sistema al momento non è disponibile.",
    remedy: "Riprova tra un minuto.",
  },
  "remote.right_missing": {
    text: "All'app manca un diritto nell'altro sistema.",
    remedy: "Deve darlo un amministratore; i dettagli lo nominano.",
  },
  "remote.state_changed": { text: "Nel frattempo la riga è cambiata.", remedy: "Riprova." },
  "remote.stopped": { text: "Per continuare deve intervenire un amministratore." },
  "remote.throttled": {
    text: "L'altro sistema ha ricevuto troppe richieste.",
    remedy: "Riprova tra un minuto.",
  },
  "remote.tracking_lost": {
    text: "Il rilevamento delle modifiche ricomincia: tutto viene letto una volta.",
  },
  "remote.unreachable": {
    text: "L'altro sistema non è raggiungibile.",
    remedy: "Riprova tra un minuto.",
  },
  "request.conflict": {
    text: "Nello stato attuale non è possibile.",
    remedy: "Ricarica la pagina.",
  },
  "request.content_type": { text: "L'app per le funzioni non accetta questo tipo di contenuto." },
  "request.invalid": {
    text: "Un dato inserito non è valido.",
    remedy: "Correggi ciò che è segnato.",
  },
  "request.method": { text: "L'app per le funzioni non accetta questa richiesta." },
  "request.not_found": { text: "Non esiste, o non esiste più." },
  "request.rejected": { text: "L'app per le funzioni ha rifiutato la richiesta." },
  "request.too_large": { text: "La richiesta contiene troppo." },
  "request.unknown_entity": { text: "Si sincronizzano solo lead e contatti." },
  "request.version_required": {
    text: "Non è stata indicata la versione letta.",
    remedy: "Ricarica la pagina.",
  },
  "request.version_stale": {
    complete: true,
    text: "Qualcun altro l'ha cambiato dopo che lo hai aperto.",
    remedy: "Ricaricalo.",
  },
  "run.not_found": {
    text: "L'esecuzione non c'è. Quelle vecchie vengono rimosse dopo qualche tempo.",
  },
  "store.not_storable": { text: "C'è troppo da memorizzare." },
  "storage.being_upgraded": {
    text: "I dati salvati si stanno aggiornando dopo un nuovo rilascio.",
    remedy: "Riprova tra qualche minuto.",
  },
  "storage.too_new": {
    text: "I dati salvati provengono da una versione più recente dell'app per le funzioni.",
    remedy: "Chiedi all'operatore di distribuire di nuovo la versione più recente.",
  },
  "sync.initial_begun": {
    text: "La sincronizzazione iniziale è cominciata: le sue automazioni non si possono più impostare.",
  },
  "webhook.malformed": { text: "Una consegna del webhook non è stata capita." },
  "webhook.secret": { text: "Una consegna del webhook non aveva il segreto giusto." },
  required: { text: "È obbligatorio." },
  unknown_property: { text: "L'app per le funzioni non lo conosce." },
  json: { text: "La richiesta non è JSON valido." },
  not_allowed: { text: "Questo valore non è ammesso." },
  length: { text: "È troppo corto o troppo lungo." },
  range: { text: "È fuori dall'intervallo ammesso." },
  type: { text: "Questo valore è di tipo sbagliato." },
  "people.system_administrator_only": {
    text: "Lo può fare solo un amministratore di sistema.",
    remedy: "Chiedilo a uno di loro.",
  },
  "run.not_held": { text: "L'esecuzione non è più trattenuta." },
  "sync.schema_outdated": {
    text: "I campi sono cambiati mentre un'esecuzione li leggeva.",
    remedy: "Vengono riletti alla prossima esecuzione.",
  },
  "consent.bounced": {
    complete: true,
    text: "Le e-mail al contatto vengono respinte in modo definitivo.",
  },
  "consent.flag": { complete: true, text: "Il record non consente l'invio di e-mail in blocco." },
  "consent.given_again": {
    complete: true,
    text: "Il record consente di nuovo l'invio di e-mail in blocco e il contatto è attivo in una lista.",
  },
  "consent.remembered": { complete: true, text: "L'indirizzo si era già cancellato." },
  "consent.still_subscribed": {
    text: "La persona ha rifiutato i messaggi, ma è ancora in una lista di ActiveCampaign.",
    remedy: "Disiscrivi là il contatto; si ritenta alla prossima esecuzione.",
  },
  "consent.unsubscribed": { complete: true, text: "Il contatto è cancellato da ogni lista." },
  "fuse.changed": { text: "L'esecuzione cambierebbe troppi record collegati." },
  "fuse.unsubscribed": { text: "L'esecuzione disiscriverebbe troppe persone." },
  "setup.dynamics": {
    text: "Accesso a Dynamics",
    remedy: "Controlla l'utente applicazione in Dynamics e il suo segreto o certificato.",
  },
  "setup.tracking": {
    text: "Rilevamento delle modifiche",
    remedy:
      "In Power Apps apri le proprietà della tabella e attiva «Tieni traccia delle modifiche» nelle opzioni avanzate.",
  },
  "setup.opt_out": {
    text: "Colonna che dice chi non vuole più e-mail",
    remedy: "Correggi l'impostazione OPT_OUT_COLUMN della function app, o crea la colonna.",
  },
  "setup.connection": {
    text: "Collegamento ad ActiveCampaign",
    remedy: "Inserisci indirizzo e chiave in questa pagina.",
  },
  "setup.webhook": {
    text: "Webhook di ActiveCampaign",
    remedy:
      "Cambia la chiave per registrare di nuovo il webhook; l'app lo ripara comunque una volta al giorno.",
  },
  "setup.other_deployment": {
    text: "Altre installazioni",
    remedy:
      "Collega ogni account ActiveCampaign a una sola installazione. Se l'altra non esiste più, rimuovi il suo webhook in ActiveCampaign, in Impostazioni > Sviluppatore.",
  },
  "setup.mapping": {
    text: "Abbinamento",
    remedy: "Guarda le pagine Configurazione dei dati e Problemi.",
  },
  "setup.mapping.lead": {
    text: "Abbinamento dei lead",
    remedy: "Guarda le pagine Configurazione dei dati e Problemi.",
  },
  "setup.mapping.contact": {
    text: "Abbinamento dei contatti",
    remedy: "Guarda le pagine Configurazione dei dati e Problemi.",
  },
  "setup.timeline": {
    text: "Sequenza temporale",
    remedy: "Importa la soluzione.",
  },
  "timeline.busy": {
    complete: true,
    text: "La sequenza temporale è in fase di riempimento o svuotamento.",
    remedy: "Aspetta che sia finito.",
  },
  "timeline.off": {
    complete: true,
    text: "La sequenza temporale è disattivata.",
    remedy: "Prima attivala.",
  },
  "timeline.rows_refused": {
    text: "Dynamics ha rifiutato righe della sequenza temporale.",
  },
  "timeline.table_missing": {
    complete: true,
    text: "In Dynamics manca la tabella delle attività di marketing.",
    remedy: "Importa la soluzione e riprova.",
  },
  "setup.global_sync": {
    text: "Sincronizzazione",
    remedy: "Attivala nella pagina Impostazioni di sincronizzazione.",
  },
  "setup.initial_sync": {
    text: "Sincronizzazione iniziale",
    remedy:
      "Inizia e finisce da sola quando un account è collegato e la sincronizzazione è attiva.",
  },
};
