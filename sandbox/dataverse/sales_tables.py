"""The standard tables lead, contact, account and opportunity, with their shipped columns.

Lengths, levels and options: learn.microsoft.com, entity references of lead (Dynamics 365 Sales)
and contact, account (Dataverse), read 2026-11-24."""

from sandbox.dataverse.column_kinds import (
    choice,
    day,
    flag,
    integer,
    labels,
    lookup,
    memo,
    money,
    readonly,
    state,
    status,
    text,
)  # fmt: skip
from sandbox.dataverse.common_columns import currency, ownership, primary_id, stamps
from sandbox.dataverse.schema import Column, Key, Table

MULTIPLE = frozenset(("CreateMultiple", "UpdateMultiple", "UpsertMultiple"))
INDUSTRIES = [
    (1, "Accounting", "Contabilità"),
    (2, "Agriculture and Non-petrol Natural Resource Extraction", "Agricoltura"),
    (3, "Broadcasting Printing and Publishing", "Editoria"),
    (4, "Brokers", "Intermediari"),
    (5, "Building Supply Retail", "Edilizia"),
]
CONTACT_METHODS = [
    (1, "Any", "Qualsiasi"),
    (2, "Email", "E-mail"),
    (3, "Phone", "Telefono"),
    (4, "Fax", "Fax"),
    (5, "Mail", "Posta"),
]


def lead() -> Table:
    quality = [(1, "Hot", "Alta"), (2, "Warm", "Media"), (3, "Cold", "Bassa")]
    sources = [
        (1, "Advertisement", "Pubblicità"),
        (2, "Employee Referral", "Segnalazione dipendente"),
        (3, "External Referral", "Segnalazione esterna"),
        (4, "Partner", "Partner"),
        (5, "Public Relations", "Pubbliche relazioni"),
        (6, "Seminar", "Seminario"),
        (7, "Trade Show", "Fiera"),
        (8, "Web", "Web"),
        (9, "Word of Mouth", "Passaparola"),
        (10, "Other", "Altro"),
    ]
    columns = [
        primary_id("leadid", "Lead"),
        text("subject", 300, "Topic", "Argomento", required="ApplicationRequired"),
        *_person(mobile=20),
        text("companyname", 100, "Company Name", "Nome società"),
        *money("revenue", "Annual Revenue", "Ricavo annuale"),
        *money("budgetamount", "Budget Amount", "Importo budget"),
        integer("numberofemployees", 0, 1_000_000, "No. of Employees", "N. dipendenti"),
        day("estimatedclosedate", "Est. Close Date", "Data chiusura stimata"),
        choice("leadsourcecode", "Lead Source", "Origine lead", sources),
        choice("leadqualitycode", "Rating", "Valutazione", quality),
        choice("industrycode", "Industry", "Settore", INDUSTRIES),
        flag("evaluatefit", "Evaluate Fit", "Valuta idoneità", inverted=True),
        lookup("parentaccountid", "account", english="Parent Account for lead"),
        lookup("parentcontactid", "contact", english="Parent Contact for lead"),
        lookup("customerid", "account", "contact", english="Customer"),
        lookup("qualifyingopportunityid", "opportunity", english="Qualifying Opportunity"),
        lookup("masterid", "lead", english="Master ID", writable=False),
        readonly(flag("merged", "Merged", "Unito")),
        state([(0, "Open", "Aperto"), (1, "Qualified", "Qualificato"),
               (2, "Disqualified", "Non qualificato")]),
        status([
            (1, 0, "New", "Nuovo"), (2, 0, "Contacted", "Contattato"),
            (3, 1, "Qualified", "Qualificato"), (4, 2, "Lost", "Perso"),
            (5, 2, "Cannot Contact", "Impossibile contattare"),
            (6, 2, "No Longer Interested", "Non più interessato"),
            (7, 2, "Canceled", "Annullato"),
        ]),
        *ownership(), *currency(), *stamps(),
    ]  # fmt: skip
    return _sales_table("lead", "leads", "Lead", labels("Lead", "Lead"), 4, columns)


def contact() -> Table:
    genders = [(1, "Male", "Maschio"), (2, "Female", "Femmina")]
    families = [
        (1, "Single", "Celibe/Nubile"),
        (2, "Married", "Coniugato"),
        (3, "Divorced", "Divorziato"),
        (4, "Widowed", "Vedovo"),
    ]
    columns = [
        primary_id("contactid", "Contact"),
        *_person(mobile=50),
        text("company", 50, "Company Phone", "Telefono società", form="Phone"),
        text("department", 100, "Department", "Reparto"),
        text("spousesname", 100, "Spouse/Partner Name", "Nome coniuge"),
        text("childrensnames", 255, "Children's Names", "Nomi dei figli"),
        text("governmentid", 50, "Government", "Codice fiscale"),
        day("birthdate", "Birthday", "Compleanno"),
        day("anniversary", "Anniversary", "Anniversario"),
        integer("numberofchildren", 0, 1_000_000_000, "No. of Children", "N. figli"),
        choice("gendercode", "Gender", "Sesso", genders),
        choice("familystatuscode", "Marital Status", "Stato civile", families),
        *money("creditlimit", "Credit Limit", "Limite di credito"),
        flag("creditonhold", "Credit Hold", "Credito bloccato"),
        lookup("parentcustomerid", "account", "contact", english="Company Name"),
        lookup("originatingleadid", "lead", english="Originating Lead"),
        lookup("masterid", "contact", english="Master ID", writable=False),
        readonly(flag("merged", "Merged", "Unito")),
        *_active_state(), *ownership(), *currency(), *stamps(),
    ]  # fmt: skip
    return _sales_table("contact", "contacts", "Contact", labels("Contact", "Contatto"), 2, columns)


def account() -> Table:
    columns = [
        primary_id("accountid", "Account"),
        text("name", 160, "Account Name", "Nome account", required="ApplicationRequired"),
        text("accountnumber", 20, "Account Number", "Numero account"),
        text("emailaddress1", 100, "Email", "E-mail", form="Email"),
        text("telephone1", 50, "Main Phone", "Telefono", form="Phone"),
        text("websiteurl", 200, "Website", "Sito Web", form="Url"),
        memo("description", 2000, "Description", "Descrizione"),
        *_address(),
        choice("industrycode", "Industry", "Settore", INDUSTRIES),
        *money("revenue", "Annual Revenue", "Ricavo annuale"),
        integer("numberofemployees", 0, 1_000_000_000, "Number of Employees", "N. dipendenti"),
        flag("donotbulkemail", "Do not allow Bulk Emails", "Non consentire e-mail in massa"),
        lookup("primarycontactid", "contact", english="Primary Contact"),
        lookup("parentaccountid", "account", english="Parent Account"),
        lookup("originatingleadid", "lead", english="Originating Lead"),
        lookup("masterid", "account", english="Master ID", writable=False),
        readonly(flag("merged", "Merged", "Unito")),
        *_active_state(), *ownership(), *currency(), *stamps(),
    ]  # fmt: skip
    table = _sales_table("account", "accounts", "Account", labels("Account"), 1, columns, "name")
    key = Key("cr1_accountnumber_key", ("accountnumber",))
    table.keys[key.name] = key
    return table


def opportunity() -> Table:
    columns = [
        primary_id("opportunityid", "Opportunity"),
        text("name", 300, "Topic", "Argomento", required="ApplicationRequired"),
        lookup("customerid", "account", "contact", english="Potential Customer"),
        lookup("parentaccountid", "account", english="Account"),
        lookup("parentcontactid", "contact", english="Contact"),
        lookup("originatingleadid", "lead", english="Originating Lead"),
        *money("estimatedvalue", "Est. Revenue", "Ricavo stimato"),
        state([(0, "Open", "Aperta"), (1, "Won", "Vinta"), (2, "Lost", "Persa")]),
        status([(1, 0, "In Progress", "In corso"), (2, 0, "On Hold", "Sospesa"),
                (3, 1, "Won", "Vinta"), (4, 2, "Canceled", "Annullata")]),
        *ownership(), *currency(), *stamps(),
    ]  # fmt: skip
    label = labels("Opportunity", "Opportunità")
    return _sales_table("opportunity", "opportunities", "Opportunity", label, 3, columns, "name")


def _sales_table(
    name: str,
    set_name: str,
    schema_name: str,
    label: dict[int, str],
    type_code: int,
    columns: list[Column],
    name_column: str = "fullname",
) -> Table:
    return Table(
        name,
        set_name,
        schema_name,
        label,
        f"{name}id",
        name_column,
        type_code,
        {column.name: column for column in columns},
        owned="user",
        indexed=tuple(c.name for c in columns if c.name in ("emailaddress1", "fullname")),
        change_tracking=name in ("lead", "contact", "account"),
        messages=MULTIPLE,
    )


def _active_state() -> list[Column]:
    return [
        state([(0, "Active", "Attivo"), (1, "Inactive", "Inattivo")]),
        status([(1, 0, "Active", "Attivo"), (2, 1, "Inactive", "Inattivo")]),
    ]


def _person(mobile: int) -> list[Column]:
    return [
        text("salutation", 100, "Salutation", "Formula di apertura"),
        text("firstname", 50, "First Name", "Nome", required="Recommended"),
        text("middlename", 50, "Middle Name", "Secondo nome"),
        text("lastname", 50, "Last Name", "Cognome", required="ApplicationRequired"),
        readonly(text("fullname", 160, "Full Name", "Nome completo")),
        text("jobtitle", 100, "Job Title", "Posizione"),
        text("emailaddress1", 100, "Email", "E-mail", form="Email"),
        text("emailaddress2", 100, "Email Address 2", "Indirizzo e-mail 2", form="Email"),
        text("emailaddress3", 100, "Email Address 3", "Indirizzo e-mail 3", form="Email"),
        text("telephone1", 50, "Business Phone", "Telefono ufficio", form="Phone"),
        text("telephone2", 50, "Home Phone", "Telefono abitazione", form="Phone"),
        text("telephone3", 50, "Telephone 3", "Telefono 3", form="Phone"),
        text("mobilephone", mobile, "Mobile Phone", "Cellulare", form="Phone"),
        text("fax", 50, "Fax", "Fax"),
        text("websiteurl", 200, "Website", "Sito Web", form="Url"),
        memo("description", 2000, "Description", "Descrizione"),
        *_address(),
        flag("donotbulkemail", "Do not allow Bulk Emails", "Non consentire e-mail in massa"),
        flag("donotemail", "Do not allow Emails", "Non consentire e-mail"),
        flag("donotphone", "Do not allow Phone Calls", "Non consentire telefonate"),
        flag("donotpostalmail", "Do not allow Mails", "Non consentire posta"),
        flag("donotfax", "Do not allow Faxes", "Non consentire fax"),
        flag("donotsendmm", "Marketing Material", "Materiale marketing"),
        flag("followemail", "Follow Email Activity", "Segui attività e-mail", default=True),
        choice("preferredcontactmethodcode", "Preferred Method of Contact",
               "Metodo di contatto preferito", CONTACT_METHODS),
    ]  # fmt: skip


def _address() -> list[Column]:
    return [
        text("address1_line1", 250, "Street 1", "Via 1"),
        text("address1_line2", 250, "Street 2", "Via 2"),
        text("address1_line3", 250, "Street 3", "Via 3"),
        text("address1_city", 80, "City", "Città"),
        text("address1_stateorprovince", 50, "State/Province", "Provincia"),
        text("address1_postalcode", 20, "ZIP/Postal Code", "CAP"),
        text("address1_country", 80, "Country/Region", "Paese"),
        readonly(memo("address1_composite", 1000, "Address 1", "Indirizzo 1")),
    ]
