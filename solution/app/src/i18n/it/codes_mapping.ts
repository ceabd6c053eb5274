import type { Texts } from "../en";

export const mappingCodes: Texts["codes"] = {
  "criteria.column_unknown": {
    text: "Dynamics non ha questa colonna.",
    remedy: "Scegli un'altra colonna.",
  },
  "criteria.missing": {
    text: "Non c'è alcun criterio.",
    remedy: "Aggiungine almeno uno, o sincronizza tutti i record.",
  },
  "criteria.operator": {
    text: "Questo confronto non è adatto alla colonna.",
    remedy: "Scegline un altro.",
  },
  "criteria.value": { text: "Questo valore non è adatto alla colonna." },
  "mapping.character_not_allowed": {
    text: "Un valore contiene un carattere che non si può memorizzare.",
    remedy: "Togli il carattere.",
  },
  "mapping.column_read_only": {
    text: "Questa colonna non viene scritta da una sincronizzazione.",
    remedy: "Imposta la direzione Da Dynamics ad ActiveCampaign.",
  },
  "mapping.column_secured": {
    text: "L'app non può leggere questa colonna: è protetta dalla sicurezza a livello di colonna.",
    remedy:
      "Dai accesso all'utente applicazione con un profilo di sicurezza, o scegli un'altra colonna.",
  },
  "mapping.column_twice": {
    text: "Un altro campo scrive già questa colonna.",
    remedy: "Rimuovi uno dei due, o impostalo Da Dynamics ad ActiveCampaign.",
  },
  "mapping.column_unknown": {
    text: "Dynamics non ha una colonna leggibile con questo nome.",
    remedy: "Scegli un'altra colonna.",
  },
  "mapping.create_options": {
    text: "Le opzioni si possono creare solo per un campo con opzioni abbinato a una scelta e inviato ad ActiveCampaign.",
    remedy: "Togli la spunta, o cambia la direzione.",
  },
  "mapping.consent_column": {
    text: "La colonna dice chi non vuole più ricevere e-mail: la sincronizza una regola apposita.",
    remedy: "Imposta la direzione «Da Dynamics ad ActiveCampaign», o rimuovi il campo.",
  },
  "mapping.custom_only": {
    text: "Un campo personalizzato va solo con una colonna personalizzata.",
    remedy: "Scegli una colonna personalizzata.",
  },
  "mapping.direction": {
    text: "Il campo va in una direzione in cui l'entità non va.",
    remedy: "Imposta la direzione dell'entità, o entrambe.",
  },
  "mapping.email_locked": {
    text: "L'indirizzo e-mail è sempre abbinato, alla stessa colonna e in entrambe le direzioni.",
    remedy: "Reimpostalo così.",
  },
  "mapping.field_twice": { text: "Questo campo è già abbinato.", remedy: "Rimuovi uno dei due." },
  "mapping.field_unknown": {
    text: "ActiveCampaign non ha questo campo.",
    remedy: "Rimuovilo, o scegli un altro campo.",
  },
  "mapping.incompatible": {
    text: "Il campo non può contenere senza perdite ogni valore della colonna.",
    remedy: "Scegli un'altra colonna.",
  },
  "mapping.missing": {
    text: "Non c'è ancora un abbinamento.",
    remedy: "Prima collega l'account ActiveCampaign, che porta i campi standard.",
  },
  "mapping.no_options": {
    text: "Il campo non ha opzioni.",
    remedy: "Aggiungile in ActiveCampaign, o lascia che le crei l'app.",
  },
  "mapping.not_a_date": {
    text: "Un valore non è una data.",
    remedy: "Correggilo in ActiveCampaign.",
  },
  "mapping.not_a_number": {
    text: "Un valore non è un numero.",
    remedy: "Correggilo in ActiveCampaign.",
  },
  "mapping.not_an_email": { text: "Un valore non è un indirizzo e-mail.", remedy: "Correggilo." },
  "mapping.not_an_id": {
    text: "Un valore non è un identificatore univoco.",
    remedy: "Correggilo.",
  },
  "mapping.option_separator": {
    text: "Un'opzione contiene due barre (||), che un campo con più opzioni non può portare.",
    remedy: "Rinomina l'opzione, o scegli un altro campo.",
  },
  "mapping.option_unknown": {
    text: "Un'opzione non esiste dall'altra parte.",
    remedy: "Aggiungila là, o scegli un altro valore.",
  },
  "mapping.out_of_range": {
    text: "Un valore è fuori dall'intervallo della colonna.",
    remedy: "Correggi il valore, o amplia la colonna.",
  },
  "mapping.owner_not_able": {
    text: "Questo utente o team non può essere proprietario di record.",
    remedy: "Scegli un utente abilitato o un team proprietario.",
  },
  "mapping.owner_unknown": {
    text: "In Dynamics non c'è questo utente o team.",
    remedy: "Scegli di nuovo il proprietario.",
  },
  "mapping.read_only": {
    text: "Una colonna non si può scrivere.",
    remedy: "Imposta la direzione Da Dynamics ad ActiveCampaign.",
  },
  "mapping.required_blank": {
    text: "Un valore è stato cancellato, ma in Dynamics la colonna è obbligatoria.",
    remedy: "Inserisci un valore su uno dei due lati.",
  },
  "mapping.required_missing": {
    text: "Manca un valore che Dynamics richiede.",
    remedy: "Inseriscilo in ActiveCampaign.",
  },
  "mapping.required_unmapped": {
    text: "Una colonna richiesta da Dynamics non è abbinata.",
    remedy: "Abbinala in modo che venga scritta, o invia le modifiche solo ad ActiveCampaign.",
  },
  "mapping.several_options": {
    text: "Ci sono più opzioni dove se ne può memorizzare una sola.",
    remedy: "Lasciane una.",
  },
  "mapping.too_precise": { text: "Un numero ha troppi decimali.", remedy: "Arrotondalo." },
  "mapping.unconvertible": { text: "Un valore non si può convertire." },
  "mapping.value_not_read": { text: "Un valore non si è potuto leggere." },
  "mapping.value_too_long": {
    text: "Un valore è troppo lungo.",
    remedy: "Accorcialo, o abbina una colonna più lunga.",
  },
  "dataverse.duplicate": {
    text: "Dynamics ha trovato un duplicato.",
    remedy: "Unisci i record, o cambia la regola dei duplicati.",
  },
  "dataverse.number_out_of_range": {
    text: "Dynamics ha rifiutato un numero fuori intervallo.",
    remedy: "Correggi il valore.",
  },
  "dataverse.operation_failed": { text: "Dynamics non ha potuto eseguire la modifica." },
  "dataverse.payload_refused": { text: "Dynamics ha rifiutato il contenuto della modifica." },
  "dataverse.plugin_refused": {
    text: "Una regola della tua organizzazione in Dynamics ha rifiutato la modifica.",
    remedy: "La pagina Problemi mostra agli amministratori il messaggio della regola.",
  },
  "dataverse.text_too_long": {
    text: "Dynamics ha rifiutato un testo troppo lungo.",
    remedy: "Accorcialo.",
  },
  "activecampaign.contact_refused": { text: "ActiveCampaign ha rifiutato il contatto." },
  "activecampaign.email_taken": {
    text: "Un altro contatto in ActiveCampaign ha questo indirizzo e-mail.",
    remedy: "Unisci i due contatti in ActiveCampaign, o cambia uno degli indirizzi.",
  },
  "activecampaign.enrol_refused": {
    text: "ActiveCampaign ha rifiutato di aggiungere la persona all'automazione.",
  },
  "activecampaign.import_rejected": {
    text: "ActiveCampaign ha rifiutato il contatto in un'importazione.",
  },
  "activecampaign.import_unfinished": {
    text: "Un'importazione in ActiveCampaign non è finita in tempo.",
    remedy: "Viene riesaminata alla prossima esecuzione; finché non è conclusa, il record attende.",
  },
  "criteria.column_secured": {
    text: "La sicurezza a livello di colonna nasconde questa colonna all'app.",
    remedy:
      "Permetti all'utente applicazione di leggerla con un profilo di sicurezza, o scegli un'altra colonna.",
  },
  "drift.column_deleted": {
    text: "Una colonna abbinata non c'è più in Dynamics, o non si può leggere.",
    remedy: "Ricreala, o scegline un'altra nella configurazione dei dati.",
  },
  "drift.field_deleted": {
    text: "Un campo abbinato non c'è più in ActiveCampaign.",
    remedy: "Scegline un altro nella configurazione dei dati.",
  },
  "drift.type_changed": {
    text: "Una colonna o un campo abbinato ora ha un altro tipo, e i due non sono più compatibili.",
    remedy: "Scegli un'altra coppia nella configurazione dei dati, o ripristina il tipo.",
  },
  "drift.options_differ": {
    text: "Alcune opzioni non hanno corrispondenza dall'altra parte.",
    remedy: "Aggiungile là, o salva l'abbinamento quando nessuno le usa più.",
  },
  "drift.options_not_made": {
    text: "Le opzioni non si sono potute creare in ActiveCampaign.",
    remedy:
      "Dai all'utente della chiave API il diritto di gestire i campi, o aggiungi le opzioni a mano.",
  },
  "drift.length_shortened": {
    text: "Una colonna abbinata è stata accorciata; i valori che non ci stanno non vengono scritti.",
    remedy: "Riportala alla lunghezza di prima, o accorcia i valori e salva l'abbinamento.",
  },
  "drift.range_narrowed": {
    text: "L'intervallo di una colonna abbinata si è ristretto; i valori fuori non vengono scritti.",
    remedy: "Ripristina l'intervallo, o correggi i valori e salva l'abbinamento.",
  },
};
